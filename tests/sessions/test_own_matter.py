"""I2 at every door: nobody closes a case about themselves, nor says of their own message what is
to be done; the effector is asked whose it is."""

from typing import Any

import httpx2
import pytest
from tests.casework import file, report, rows
from tests.noticing import give, handed
from tests.sessions.conftest import Office
from tests.sessions.owners import (
    MESSAGE,
    OTHER,
    OWNER,
    Api,
    api,
    effector,
    excluded,
    hang,
    owned,
)

from quorate.accounts.subject import Subject
from quorate.authority.charter import Charge
from quorate.cases.deciding import Decision
from quorate.decisions.statement import Statement, read_statement
from quorate.incidents.stage.roles import seeded
from quorate.incidents.stage.station import INSTANCE
from quorate.incidents.stage.world import POLICY, TROLL
from quorate.intake.model import Filed
from quorate.intake.notices import NOTICE, Given
from quorate.people.keys import key_id
from quorate.vocabulary.actions import Action
from quorate.vocabulary.events import Event
from quorate.vocabulary.identifiers import CASE, edge
from quorate.vocabulary.kinds import Outcome, SubjectKind

ABOUT = {"account": TROLL, "message": MESSAGE}


def subject(kind: str) -> Subject:
    return Subject(INSTANCE, SubjectKind(kind), ABOUT[kind])


async def claimed(office: Office, doors: Api, who: str, kind: str = "message") -> Any:
    """A case, held by them: its name, version and fence."""
    made = report(kind, subject=subject(kind))
    (found,) = await file(office.pool, made, now=office.world.now)
    assert isinstance(found, Filed), found
    answer = await doors.post(who, f"/cases/{edge(CASE, found.case)}/claim", version=1)
    assert answer.status_code == 200, answer.text
    return answer.json()


def word(office: Office, who: str, case: Any, outcome: Outcome, key: str = "") -> dict[str, Any]:
    """Their own signed close; `key` names another of their keys."""
    genesis, version = office.world.genesis, case["version"]
    said = Decision(genesis, Event.CASE_CLOSED, case["id"], version + 1, who, outcome)
    own = seeded(key or who)
    return {"key": key_id(own.public), "sig": own.sign(said.digest()).hex()}


async def close(doors: Api, who: str, case: Any, outcome: Outcome) -> httpx2.Response:
    seen = {name: case[name] for name in ("version", "fence")}
    said = word(doors.office, who, case, outcome)
    return await doors.post(who, f"/cases/{case['id']}/close", outcome=outcome, **seen, **said)


@pytest.mark.parametrize("kind", ABOUT)
@pytest.mark.parametrize("outcome", Outcome)
async def test_i2_nobody_closes_a_case_about_themselves(
    office: Office, kind: str, outcome: Outcome
) -> None:
    owned(office)
    async with effector(office), api(office) as doors:
        case = await claimed(office, doors, OWNER, kind)
        assert excluded(await close(doors, OWNER, case, outcome))


@pytest.mark.parametrize("kind", ABOUT)
async def test_i2_who_owns_nothing_of_it_closes_the_case(office: Office, kind: str) -> None:
    owned(office)
    async with effector(office), api(office) as doors:
        case = await claimed(office, doors, OTHER, kind)
        assert not excluded(await close(doors, OTHER, case, Outcome.NO_VIOLATION))


async def test_an_effector_that_hangs_stops_no_close(office: Office) -> None:
    """It silences nobody, is in the log, and anybody may open the case again."""
    owned(office)
    hang(office)
    async with api(office) as doors:
        case = await claimed(office, doors, OWNER)
        assert not excluded(await close(doors, OWNER, case, Outcome.NO_VIOLATION))


def unfounded_allowed(office: Office) -> None:
    """The policy in force knows `no violation`, too."""
    actions = [*POLICY["actions"], Action.NO_VIOLATION]
    office.world.change(Charge.POLICIES, {"policies": [{**POLICY, "actions": actions}]})


async def draft(doors: Api, who: str, case: Any, action: Action) -> httpx2.Response:
    wish = {"action": action, "policy": "harassment/1", "fence": case["fence"]}
    return await doors.post(who, f"/cases/{case['id']}/drafts", **wish)


async def drafted(doors: Api, who: str, case: Any, action: Action) -> Statement:
    answer = await draft(doors, who, case, action)
    assert answer.status_code == 201, answer.text
    return read_statement(answer.json()["statement"])


def signed(said: Statement, key: str) -> dict[str, str]:
    own = seeded(key)
    return {"key": key_id(own.public), "sig": own.sign(said.digest()).hex()}


@pytest.mark.parametrize("action", [Action.NO_VIOLATION, Action.WARN])
async def test_i2_whoever_wrote_the_message_drafts_nothing_about_it(
    office: Office, action: Action
) -> None:
    unfounded_allowed(office)
    owned(office)
    async with effector(office), api(office) as doors:
        case = await claimed(office, doors, OWNER)
        assert excluded(await draft(doors, OWNER, case, action))


@pytest.mark.parametrize("action", [Action.NO_VIOLATION, Action.WARN])
@pytest.mark.parametrize("wrote", [True, False])
async def test_i2_whoever_wrote_the_message_opens_nothing_about_it(
    office: Office, action: Action, wrote: bool, database_url: str
) -> None:
    unfounded_allowed(office)
    async with effector(office), api(office) as doors:
        case = await claimed(office, doors, OWNER)
        said = await drafted(doors, OWNER, case, action)
        if wrote:
            owned(office)
        answer = await doors.post(
            OWNER, "/proposals", statement=said.fields(), **signed(said, OWNER)
        )
        assert excluded(answer) == wrote
    assert rows(database_url, "SELECT count(*) FROM proposals") == [(not wrote,)]


@pytest.mark.parametrize("action", [Action.NO_VIOLATION, Action.SUSPEND])
@pytest.mark.parametrize("wrote", [True, False])
async def test_i2_two_keys_decide_nothing_about_one_s_own_message(
    office: Office, action: Action, wrote: bool, database_url: str
) -> None:
    unfounded_allowed(office)
    async with effector(office), api(office) as doors, office.browser() as browser:
        await office.sign_in(browser, OWNER)
        case = await claimed(office, doors, OWNER)
        said = await drafted(doors, OWNER, case, action)
        if wrote:
            owned(office)
        own = f"browser of {OWNER}"
        closes = word(office, OWNER, case, Outcome.ACTIONED, own)["sig"]
        seen = {name: str(case[name]) for name in ("version", "fence")}
        sent = {"proposal": said.proposal, "close_sig": closes, **seen, **signed(said, own)}
        answer = await browser.post("/console/decisions", data=sent)
        assert excluded(answer) == wrote, answer.text
    state = "open" if wrote else "closed"
    assert rows(database_url, "SELECT state FROM cases") == [(state,)]


@pytest.mark.parametrize("wrote", [True, False])
async def test_i2_nobody_calls_notices_about_themselves_unfounded(
    office: Office, wrote: bool, database_url: str
) -> None:
    one = handed("n1", MESSAGE, subject=subject("message"))
    async with effector(office), api(office) as doors, office.browser() as browser:
        await office.sign_in(browser, OWNER)
        given = await give(office.pool, one, office.world.now)
        assert isinstance(given, Given)
        assert given.case
        name = edge(CASE, given.case)
        case = (await doors.post(OTHER, f"/cases/{name}/claim", version=1)).json()
        assert not excluded(await close(doors, OTHER, case, Outcome.NO_VIOLATION))
        if wrote:
            owned(office)
        at = f"/console/cases/{name}/notices/{edge(NOTICE, given.id)}"
        answer = await browser.post(at, data={"unfounded": "yes"})
        assert answer.status_code == (403 if wrote else 303), answer.text
        assert ("nobody judges a notice about themselves" in answer.text) == wrote
    called = "SELECT unfounded_by FROM notices"
    assert rows(database_url, called) == [(None if wrote else OWNER,)]
