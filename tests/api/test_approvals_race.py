"""Words about one proposal that are said at the same moment, over HTTP: whoever comes first, there
is one outcome, and no silencing stands beside a no."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import httpx2
import pytest
from tests.cli.asking import (
    account,
    ask,
    drafted,
    entries,
    given,
    key_of,
    opened,
    opening,
    until,
)

from quorate.client import Shown
from quorate.demo.matrix import call
from quorate.demo.people import APPROVER, LEAD, ON_CALL, REVIEWER, SECOND_CONTRACTOR
from quorate.demo.setting import Setting
from quorate.people.keys import key_id
from quorate.vocabulary.events import Event
from quorate.vocabulary.kinds import Kind

pytest_plugins = ["tests.cli.running"]
NOS = {Event.PROPOSAL_DENIED, Event.PROPOSAL_VETOED}
ENDS = {*NOS, Event.EFFECT_ABANDONED, Event.EFFECT_DONE}
# Longer than the installation's cooling-off.
COOLED = 3.0
PATHS = {Kind.APPROVE: "approvals", Kind.DENY: "denials"}


def elevated(house: Setting) -> Shown:
    """An open proposal about an account at tier 1: one approval carries it out at once."""
    native = account(house)
    raised = ("--tier", "1", "--criterion", "brigaded", "--reason", "reported in waves")
    done = house.command(ON_CALL, "protect", native, *raised)
    assert done.returncode == 0, done.stderr
    shown = drafted(house, native)
    for _ in range(50):  # until the effector has read the raise
        if shown.statement.tier == 1:
            break
        time.sleep(0.1)
        shown = drafted(house, native)
    given(ask(house, REVIEWER, "POST", "/v1/proposals", opening(shown, key_of(house, REVIEWER))))
    until(house, shown.statement.proposal, "logged", True)
    return shown


def says(house: Setting, shown: Shown, who: str, kind: Kind) -> Callable[[], httpx2.Response]:
    """One person's word, signed and ready to be sent."""
    said, key = shown.statement.spoken_by(kind, who), key_of(house, who)
    body = {"key": key_id(key.public), "sig": key.sign(said.digest()).hex()}
    path = f"/v1/proposals/{shown.statement.proposal}/{PATHS[kind]}"
    return lambda: ask(house, who, "POST", path, body)


def vetoes(house: Setting, shown: Shown, who: str) -> Callable[[], httpx2.Response]:
    """A veto at the effector's own door."""
    said, key = shown.statement.spoken_by(Kind.VETO, who), key_of(house, who)
    sig = key.sign(said.digest()).hex()
    body = {"statement": said.fields(), "key": key_id(key.public), "sig": sig}
    return lambda: httpx2.post(house.profile.door + "/v1/veto", json=body, trust_env=False)


def at_once(*acts: Callable[[], httpx2.Response]) -> None:
    """All at the same moment; at least one of them is taken."""
    with ThreadPoolExecutor(len(acts)) as pool:
        answers = [one.result() for one in [pool.submit(act) for act in acts]]
    assert any(answer.status_code < 300 for answer in answers), [a.text for a in answers]
    assert all(answer.status_code < 500 for answer in answers), [a.text for a in answers]


def settled(house: Setting, shown: Shown) -> list[Event]:
    """The proposal's entries once nothing more comes of it."""
    events: list[Event] = []
    for _ in range(60):
        events = [entry.event for entry in entries(house, shown.statement.proposal)]
        if ENDS & {*events}:
            break
        time.sleep(0.2)
    time.sleep(COOLED)  # whatever would still be carried out is carried out in this time
    return [entry.event for entry in entries(house, shown.statement.proposal)]


def said_by(house: Setting, shown: Shown, who: str) -> list[Event]:
    """A person's entries about the proposal, once the ledger is published with the first of them
    and a second one would be there too."""

    def found() -> list[Event]:
        return [e.event for e in entries(house, shown.statement.proposal) if e.by == who]

    for _ in range(100):
        if found():
            break
        time.sleep(0.1)
    time.sleep(COOLED)
    return found()


def silenced(house: Setting, shown: Shown) -> bool:
    """Whether the platform has the account read-only."""
    home = house.synapse.homeserver
    url = f"{home.base_url}/_synapse/admin/v2/users/{shown.resolution.native}"
    return bool(call("GET", url, None, home.admin_token)[1]["suspended"])


def one_outcome(house: Setting, shown: Shown) -> bool:
    """Whether it was done; then no no stands before it, and else one does."""
    events = settled(house, shown)
    done = events.count(Event.EFFECT_DONE)
    assert done == silenced(house, shown), events
    nos = [at for at, event in enumerate(events) if event in NOS]
    if done:
        assert all(at > events.index(Event.EFFECT_INTENDED) for at in nos), events
    else:
        assert nos, events
    return bool(done)


@pytest.mark.parametrize("_", range(2))
def test_approved_and_denied_at_once_is_one_of_the_two(house: Setting, _: int) -> None:
    shown = elevated(house)
    at_once(
        says(house, shown, APPROVER, Kind.APPROVE),
        says(house, shown, SECOND_CONTRACTOR, Kind.DENY),
    )
    one_outcome(house, shown)


@pytest.mark.parametrize("_", range(2))
def test_approved_while_its_proposer_vetoes_is_one_of_the_two(house: Setting, _: int) -> None:
    shown = elevated(house)
    at_once(says(house, shown, APPROVER, Kind.APPROVE), vetoes(house, shown, REVIEWER))
    one_outcome(house, shown)


def test_on_a_protected_account_a_no_among_all_the_hands_wins(house: Setting) -> None:
    shown = opened(house)
    at_once(
        says(house, shown, APPROVER, Kind.APPROVE),
        says(house, shown, SECOND_CONTRACTOR, Kind.APPROVE),
        says(house, shown, LEAD, Kind.DENY),
    )
    assert one_outcome(house, shown) is False


def test_two_words_of_one_person_at_once_are_one(house: Setting) -> None:
    shown = opened(house)
    at_once(
        says(house, shown, APPROVER, Kind.APPROVE),
        says(house, shown, APPROVER, Kind.DENY),
    )
    said = said_by(house, shown, APPROVER)
    assert len(said) == 1, said
