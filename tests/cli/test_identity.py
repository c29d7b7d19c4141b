"""Whom a pseudonym stands for, on a running installation: sealed, opened by three, then shown."""

import time
from pathlib import Path
from typing import Any

from tests.cli.asking import THREE, ask, given, problem, quorate
from tests.cli.lying import lying

from quorate.authority.drafting import amendment_of
from quorate.demo.people import LEAD, ON_CALL, REVIEWER
from quorate.demo.setting import Setting
from quorate.ledger.commitment import Salted
from quorate.ledger.directory import LogReader
from quorate.ledger.entry import Entry, read_entry
from quorate.people.pseudonyms import pseudonym
from quorate.vocabulary.events import Event
from quorate.vocabulary.kinds import ValueKind
from quorate.vocabulary.problems import Problem
from quorate.vocabulary.times import now

KIND = ValueKind.AMENDMENT_REASON
pytest_plugins = ["tests.cli.running"]


def name_of(house: Setting, who: str) -> str:
    key = bytes.fromhex((house.folder / "effector/subject_key").read_text())
    return pseudonym(key, who)


def opened(house: Setting, name: str) -> None:
    """One proposes, two approve at their prompts; there is no delay."""
    content, reason = (
        {"identity": {"pseudonym": name}},
        Salted.fresh(KIND, "a complaint about this hand"),
    )
    made = amendment_of(content, house.profile.genesis, reason, now())
    house.client(THREE[0]).open_amendment(made, reason, THREE[0])
    for who in THREE[1:]:
        done = quorate(house, who, "approve", made.id, typed=made.id[-8:])
        assert done.returncode == 0, done.stderr
    for _ in range(300):
        if given(ask(house, THREE[0], "GET", f"/v1/amendments/{made.id}"))["settled"]:
            return
        time.sleep(0.02)
    raise TimeoutError("the amendment did not come into force")


def looks(house: Setting) -> list[Entry]:
    reader = LogReader(house.folder / "ledger")
    size = int(reader.checkpoint_text().split("\n")[1])
    found = (read_entry(body) for body in reader.entries(0, size))
    return [e for e in found if e.event is Event.IDENTITY_SHOWN]


def test_a_pseudonym_is_sealed_until_three_people_open_it(house: Setting) -> None:
    name = name_of(house, REVIEWER)
    sealed = quorate(house, THREE[0], "identity", name)
    assert sealed.returncode == 1
    assert sealed.stdout == ""
    assert "No quorum opened this pseudonym" in sealed.stderr
    assert "Propose an amendment of charge identity" in sealed.stderr
    opened(house, name)
    before = len(looks(house))
    for who in (THREE[0], LEAD):
        done = quorate(house, who, "identity", name)
        assert (done.returncode, done.stdout) == (0, REVIEWER + "\n"), done.stderr
    found = looks(house)[before:]
    assert [e.data["pseudonym"] for e in found] == [name, name]
    assert REVIEWER not in str([e.data for e in found])
    denied = quorate(house, ON_CALL, "identity", name)
    assert denied.returncode == 1
    assert "neither founder, lead nor owner" in denied.stderr
    outsider = quorate(house, REVIEWER, "identity", name)
    assert outsider.returncode == 1
    assert len(looks(house)) == before + 2


def test_a_server_that_names_somebody_else_is_not_believed(house: Setting, tmp_path: Path) -> None:
    name = name_of(house, ON_CALL)
    opened(house, name)

    def another(path: str, said: dict[str, Any]) -> dict[str, Any]:
        if "receipt" in said:
            said["receipt"]["person"] = REVIEWER
        return said

    with lying(house, tmp_path, another) as liar:
        done = quorate(house, THREE[0], "identity", name, profile=liar.profile)
    assert done.returncode == 1
    assert "No effector of this installation said so" in done.stderr
    assert REVIEWER not in done.stdout


def test_an_order_about_another_pseudonym_is_refused(house: Setting) -> None:
    name, other = name_of(house, REVIEWER), name_of(house, ON_CALL)
    order = {"about": other, "order": "show-identity"}
    body = {"order": order, "key": "ab" * 8, "sig": "cd" * 64}
    answer = ask(house, THREE[0], "POST", f"/v1/identities/{name}", body)
    problem(answer, Problem.BODY_INVALID, "order.about")
