"""What a person signs about a case: the golden bytes, and whose word they are."""

import pytest

from quorate.cases.deciding import Decision, unsaid
from quorate.incidents.stage.roles import row, seeded
from quorate.people.keys import key_id
from quorate.people.roster import Roster
from quorate.vocabulary.events import Event

MADE = Decision("ab" * 32, Event.CASE_CLOSED, f"case_{1:032x}", 3, "employee", "duplicate")
ROSTER = Roster().replaced({"people": [row("employee", "south"), row("contractor", "north")]})


def test_the_golden_vector() -> None:
    assert MADE.canonical().decode() == (
        '{"about":"duplicate","case":"case_00000000000000000000000000000001","event":"case:closed",'
        f'"genesis":"{"ab" * 32}","signer":"employee","version":3}}'
    )
    assert MADE.digest().hex() == (
        "9063e21841f709b82e1abec08befc0fff2a302ed610294307f72ccdc60701b5c"
    )


@pytest.mark.parametrize(
    ("signer", "sig", "why"),
    [
        ("employee", None, ""),
        ("contractor", None, "the key is not a living one of the signer"),
        ("nobody", None, "the key is not a living one of the signer"),
        ("employee", "zz", "the signature is not hex"),
        ("employee", "00" * 64, "the signature does not hold over this decision"),
    ],
)
def test_only_the_signer_s_own_word_is_one(signer: str, sig: str | None, why: str) -> None:
    key = seeded(signer)
    said = key.sign(MADE.digest()).hex() if sig is None else sig
    assert unsaid(MADE, key_id(key.public), said, ROSTER) == why


def test_a_revoked_key_says_nothing() -> None:
    key = seeded("employee")
    name = key_id(key.public)
    gone = ROSTER.without_key(name)
    assert unsaid(MADE, name, key.sign(MADE.digest()).hex(), gone)
