"""What the caps on looks count: the accounts of the newest intents, however many went before."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.casework import NOW

from quorate.accounts import looks
from quorate.accounts.looks import SHOWN, Look, Looks
from quorate.vocabulary.times import stamp

HOUR = timedelta(hours=1)


def look(number: int, minutes: int, person: str = "anna", team: str = "north") -> Look:
    """So many minutes ago, at one of seven accounts."""
    at = NOW - timedelta(minutes=minutes)
    ref = f"account {number % 7}"
    return Look(
        *(str(number), stamp(at), person, "email", "identification", "case", ref, ref, 0, number),
        *(stamp(at + HOUR), "", team),
    )


def naive(said: list[Look], since: datetime) -> dict[str, datetime]:
    found: dict[str, datetime] = {}
    for one in said:
        at = one.grant().began
        if at > since:
            found[one.account] = max(at, found.get(one.account, at))
    return found


@given(
    st.lists(
        st.tuples(
            st.integers(0, 130), st.sampled_from(("anna", "ben")), st.sampled_from(("n", "s"))
        ),
        max_size=30,
    )
)
def test_the_accounts_since_an_instant_are_those_of_every_intent_in_any_order(
    said: list[tuple[int, str, str]],
) -> None:
    made = [look(number, *one) for number, one in enumerate(said)]
    whole, since = Looks(), NOW - HOUR
    for one in made:
        whole.begin(one, one.id)
    whole.refuse(look(1000, 1))
    whole.note(look(1001, 1))
    for name in ("anna", "ben"):
        mine = [one for one in made if one.person == name]
        assert whole.accounts_of(name, since) == naive(mine, since)
    for name in ("n", "s", "nobody"):
        ours = [one for one in made if one.team == name]
        assert whole.accounts_of_team(name, since) == naive(ours, since)


def test_what_is_long_past_is_not_looked_through_again(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Looks()
    for number in range(200):
        one = look(number, 300 - number)
        whole.begin(one, one.id)
        whole.end(one.id, SHOWN)
    read = looks.instant
    asked: list[str] = []

    def counted(text: str) -> datetime:
        asked.append(text)
        return read(text)

    monkeypatch.setattr(looks, "instant", counted)
    assert whole.accounts_of_team("north", NOW - timedelta(minutes=102)) == {
        "account 3": NOW - timedelta(minutes=101)
    }
    assert asked == []
