"""A people file's keys: whom they serve, when one is new, and what recovers a lost one."""

from typing import Any

import pytest

from quorate.incidents.stage.roles import row, seeded
from quorate.incidents.stage.world import NOON
from quorate.people.keys import key_id
from quorate.people.roster import Roster

PUBLIC = "ab" * 32


def key(name: str, channel: str = "cli") -> dict[str, Any]:
    return {"public": seeded(name).public.hex(), "channel": channel}


def with_keys(*names: str) -> dict[str, Any]:
    return row("employee", "south", keys=[key(n) for n in names])


def roster(*names: str) -> Roster:
    return Roster().replaced({"people": [with_keys(*names)]})


@pytest.mark.parametrize(
    ("held", "given", "recovers"),
    [
        ((), ("new",), False),  # the first key of all
        (("old",), ("old",), False),
        (("old",), ("old", "new"), False),  # a second one beside it
        (("old",), ("new",), True),
        (("old", "other"), ("old", "new"), True),
        (("old",), (), False),
    ],
)
def test_what_replaces_a_lost_key(
    held: tuple[str, ...], given: tuple[str, ...], recovers: bool
) -> None:
    assert roster(*held).recovers(with_keys(*given)) is recovers


def test_a_key_after_all_were_revoked_recovers() -> None:
    revoked = roster("old").without_key(key_id(seeded("old").public))
    assert revoked.recovers(with_keys("new"))


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ({"people": [row("a", "x"), row("a", "y", keys=[])]}, "a stands twice"),
        (
            {"people": [row("a", "x", keys=[key("k")]), row("b", "y", keys=[key("k")])]},
            "cannot serve two",
        ),
        (
            {"people": [row("a", "x", keys=[{**key("k"), "credential": "x"}])]},
            "only a key of the channel signer",
        ),
        ({"people": [row("a", "x", vendor="v")]}, "a contractor has one"),
        ({"people": [row("a", "x", "contractor", vendor=None)]}, "a contractor has one"),
        ({"people": [row("a", "x", shift="always")]}, "shift"),
        (
            {"people": [row("a", "x", shift={"days": [8], "starts": "00:00", "ends": "00:00"})]},
            "days",
        ),
        (
            {"people": [], "sources": [{"name": "s", "public": PUBLIC}] * 2},
            "stands twice",
        ),
        ({"people": [], "sources": [{"name": "s", "public": "ab"}]}, "no Ed25519 key"),
    ],
)
def test_what_a_people_file_may_not_say(content: dict[str, Any], named: str) -> None:
    with pytest.raises(ValueError, match=named):
        Roster().replaced(content)


def test_a_key_that_served_somebody_serves_nobody_else() -> None:
    before = Roster().replaced({"people": [row("a", "x", keys=[key("k")])]})
    with pytest.raises(ValueError, match="served somebody else"):
        before.replaced({"people": [row("b", "y", keys=[key("k")])]})
    with pytest.raises(ValueError, match="served somebody else"):
        before.amended(row("b", "y", keys=[key("k")]), NOON)
