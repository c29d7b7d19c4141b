"""Who has a say in amendments, and who only reads them."""

from dataclasses import replace

import pytest
from tests.authority.test_amendment import MADE
from tests.authority.test_charter import content, signed
from tests.authority.test_kernel_hands import NOON, someone, why

from quorate.authority.administrators import administrator, may_read, quorum
from quorate.authority.agenda import Filed
from quorate.authority.charter import Charge, read_genesis
from quorate.authority.slots import Administrator
from quorate.incidents.stage.roles import seeded
from quorate.people.keys import key_id
from quorate.people.model import Key, Person
from quorate.people.roster import Roster
from quorate.people.signed import Signed
from quorate.vocabulary.kinds import Channel, Role
from quorate.vocabulary.problems import Problem

PUBLIC = seeded("a").public
LEAD = frozenset({Role.LEAD})


def roster(person: Person) -> Roster:
    key = Key(key_id(PUBLIC), person.id, PUBLIC.hex(), Channel.CLI)
    return Roster({person.id: person}, {key.id: key})


def said(signer: str) -> Signed:
    return Signed(signer, key_id(PUBLIC), 0, NOON, b"")


def test_a_key_is_its_holders_alone() -> None:
    genesis, known = read_genesis(signed(content())), roster(someone(roles=LEAD))
    assert isinstance(administrator(genesis, known, said("a"), NOON), Administrator)
    assert why(administrator(genesis, known, said("b"), NOON)) is Problem.KEY_UNKNOWN
    assert why(administrator(genesis, Roster(), said("a"), NOON)) is Problem.KEY_UNKNOWN
    revoked = known.without_key(key_id(PUBLIC))
    assert why(administrator(genesis, revoked, said("a"), NOON)) is Problem.KEY_UNKNOWN


@pytest.mark.parametrize("role", Role)
def test_who_reads_amendments(role: Role) -> None:
    reads = role is not Role.REVIEWER
    found = may_read(someone(roles=frozenset({role})), NOON)
    assert why(found) is (None if reads else Problem.NOT_ELIGIBLE)


def test_who_is_gone_reads_only_what_is_about_them() -> None:
    gone = someone(roles=LEAD, locked=True)
    about = replace(MADE, charge=Charge.PERSON, content={"person": {"id": "a"}})
    assert why(may_read(gone, NOON)) is Problem.PERSON_NOT_ALIVE
    assert why(may_read(gone, NOON, MADE)) is Problem.PERSON_NOT_ALIVE
    assert may_read(gone, NOON, about) is None


def test_a_hand_that_does_not_count_is_told_with_its_reason() -> None:
    genesis, known = read_genesis(signed(content())), roster(someone(roles=LEAD))
    filed = Filed(MADE, said("a"), approvals={"b": said("b")})
    plain = quorum(genesis, known, filed, 0, NOON)
    assert "b: the key is not enrolled" in str(plain)
    assert "a said it twice" not in str(plain)
    discounted = quorum(genesis, known, filed, 0, NOON, lambda s: f"{s.signer} said it twice")
    assert "not counted: a said it twice; " in str(discounted)
