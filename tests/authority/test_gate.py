"""The one door to a warrant: whose key, whose glass, and that nobody else makes one."""

import pytest
from tests.authority.test_administrators import roster
from tests.authority.test_kernel_hands import NOON, someone, why

from quorate.authority.engine import Law, shipped_law
from quorate.authority.gate import (
    SERVICES,
    Actor,
    Warrant,
    known_actor,
    may_hold,
    service_warrant,
    warrant,
)
from quorate.incidents.stage.roles import seeded
from quorate.people.keys import key_id
from quorate.people.roster import Roster
from quorate.vocabulary.kinds import Role
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem

KEY = key_id(seeded("a").public)
READS = (Permission.CASE_READ, Permission.PROPOSAL_READ)
LEAD = someone(roles=frozenset({Role.LEAD}))


def test_only_the_gate_makes_a_warrant() -> None:
    with pytest.raises(TypeError, match="only from the gate"):
        Warrant("a", "casework", Permission.CASE_READ, "x")


def test_a_request_is_its_living_key_s_holder_s() -> None:
    known = roster(LEAD)
    assert known_actor(known, KEY) == Actor(LEAD)
    for gone in (Roster(), known.without_key(KEY), Roster({}, known.keys)):
        assert why(known_actor(gone, KEY)) is Problem.KEY_UNKNOWN


@pytest.mark.parametrize("permission", sorted(set(Permission) - SERVICES))
def test_i22_who_broke_the_glass_reads_and_does_nothing_else_here(permission: Permission) -> None:
    law = shipped_law()
    for person in (LEAD, someone(roles=frozenset({Role.LEAD}), shift=None)):
        found = warrant(law, Actor(person, glass=True), permission, "x", NOON)
        if permission in READS:
            assert isinstance(found, Warrant)
            assert found.purpose == "break-glass"
        else:
            assert why(found) is Problem.NARROWED


@pytest.mark.parametrize("permission", Permission)
def test_i16_a_service_files_reports_and_escalates_and_nothing_else(permission: Permission) -> None:
    found = service_warrant("poller", permission, "x")
    assert isinstance(found, Warrant) is (permission in SERVICES)


def test_a_case_is_given_only_to_somebody_who_could_take_it() -> None:
    law, reader = shipped_law(), someone(roles=frozenset({Role.AUDITOR}))
    assert may_hold(law, LEAD, NOON) is None
    found = may_hold(law, reader, NOON)
    assert (why(found), found and found.field) == (Problem.NOT_ELIGIBLE, "to")
    assert why(may_hold(law, someone(shift=None), NOON)) is Problem.PERSON_NOT_ALIVE
    assert why(may_hold(Law(None, "away"), LEAD, NOON)) is Problem.POLICY_BROKEN
