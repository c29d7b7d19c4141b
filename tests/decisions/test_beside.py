"""What stands beside a proposal: questions and answers, whose attention it is, what was left."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

import pytest
from psycopg_pool import AsyncConnectionPool
from tests.casework import LAW, NOW, actor, filed, granted, report, rows, web_pool
from tests.decisions.test_statement import FIXED

from quorate.authority.gate import Warrant, warrant
from quorate.decisions import delegating, pending, questions
from quorate.decisions.docket import Proposal
from quorate.people.signed import Signed
from quorate.vocabulary.identifiers import CASE, edge
from quorate.vocabulary.kinds import LeaveReason
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem, Refusal

PROPOSER, ADA, BO, CY = FIXED.signer, "ada", "bo", "cy"
NAME = FIXED.proposal


@dataclass(frozen=True, slots=True)
class Here:
    """A database with one proposal in it."""

    pool: AsyncConnectionPool
    url: str
    case: UUID
    proposal: Proposal


@pytest.fixture
async def here(database_url: str) -> AsyncIterator[Here]:
    async with web_pool(database_url) as pool:
        (found,) = await filed(pool, report("k"))
        async with pool.connection() as conn:
            await conn.execute(
                "INSERT INTO proposals (id, case_id, subject_id, statement, resolution,"
                " proposed_by, proposed_at) SELECT %s, c.id, c.subject_id, %s, '{}', %s, %s"
                " FROM cases c",
                (NAME, json.dumps(FIXED.fields()), PROPOSER, NOW),
            )
        yield Here(
            pool,
            database_url,
            found.case,
            Proposal(FIXED, Signed(PROPOSER, "key", 1, NOW, b""), NOW),
        )


def may(who: str, name: str = NAME) -> Warrant:
    return granted(warrant(LAW, actor(who), Permission.PROPOSAL_DENY, name, NOW))


async def ask(here: Here, who: str = ADA, text: str = "Since when?") -> Refusal | None:
    async with here.pool.connection() as conn:
        return await questions.ask(conn, may(who), here.proposal, text, NOW)


async def answer(here: Here, who: str, id: UUID, text: str = "Since May.") -> Refusal | None:
    async with here.pool.connection() as conn:
        return await questions.answer(conn, may(who), here.proposal, id, text, NOW)


async def asked(here: Here) -> list[questions.Question]:
    async with here.pool.connection() as conn:
        return (await questions.questions_of(conn, [NAME, "none"]))[NAME]


def problem(found: Refusal | None) -> Problem:
    assert found is not None
    return found.problem


async def test_a_question_goes_to_the_proposer_and_its_answer_is_seen_with_it(here: Here) -> None:
    assert await ask(here) is None
    (found,) = await asked(here)
    assert (found.asked_by, found.asked_of, found.answer) == (ADA, PROPOSER, None)
    async with here.pool.connection() as conn:
        assert [q.id for q in await questions.unanswered(conn, PROPOSER)] == [found.id]
        assert await questions.unanswered(conn, ADA) == []
    assert await answer(here, PROPOSER, found.id) is None
    (found,) = await asked(here)
    assert (found.answer, found.answered_by, found.answered_at) == ("Since May.", PROPOSER, NOW)
    async with here.pool.connection() as conn:
        assert await questions.unanswered(conn, PROPOSER) == []


@pytest.mark.parametrize("text", ["", " \n", "\x00", "x" * 1001])
async def test_a_text_that_says_nothing_or_too_much_is_refused(here: Here, text: str) -> None:
    assert problem(await ask(here, text=text)) is Problem.BODY_INVALID
    assert await ask(here, text="x" * 1000) is None
    (found,) = await asked(here)
    assert problem(await answer(here, PROPOSER, found.id, text)) is Problem.BODY_INVALID


async def test_a_line_end_of_a_form_is_one_character_as_the_form_counts_it(here: Here) -> None:
    assert await ask(here, text="x\r\n" * 500) is None
    (found,) = await asked(here)
    assert found.question == ("x\n" * 500).strip()
    assert await answer(here, PROPOSER, found.id, "y\r\n" * 500) is None


async def test_a_question_sent_twice_is_one_until_it_is_answered(here: Here) -> None:
    for _ in range(2):
        assert await asyncio.gather(ask(here), ask(here), ask(here, BO)) == [None, None, None]
    found = await asked(here)
    assert sorted(one.asked_by for one in found) == sorted([ADA, BO])
    for one in found:
        await answer(here, PROPOSER, one.id)
    assert await ask(here) is None
    assert len(await asked(here)) == 3


async def test_what_the_database_lacks_takes_no_question_and_is_handed_to_nobody(
    here: Here,
) -> None:
    """The ledger has it; the database is an older copy."""
    lacking = replace(FIXED, proposal="prop_lacking")
    proposal = Proposal(lacking, here.proposal.opened, NOW)
    leave = may(ADA, lacking.proposal)
    async with here.pool.connection() as conn:
        done = await questions.ask(conn, leave, proposal, "Since when?", NOW)
        assert problem(done) is Problem.NOT_FOUND
        assert (
            problem(await delegating.delegate(conn, leave, proposal, BO, NOW)) is Problem.NOT_FOUND
        )


async def test_nobody_answers_for_another_or_twice_or_what_was_not_asked(here: Here) -> None:
    await ask(here)
    (found,) = await asked(here)
    assert problem(await answer(here, BO, found.id)) is Problem.NOT_ELIGIBLE
    assert problem(await answer(here, PROPOSER, here.case)) is Problem.NOT_FOUND
    both = await asyncio.gather(*(answer(here, PROPOSER, found.id, t) for t in ("yes", "no")))
    assert [one is None for one in both].count(True) == 1
    assert problem(next(one for one in both if one)) is Problem.ALREADY_DECIDED


async def test_a_settled_proposal_takes_no_question_and_is_handed_to_nobody(here: Here) -> None:
    here.proposal.denials[BO] = here.proposal.opened
    assert problem(await ask(here)) is Problem.ALREADY_DECIDED
    async with here.pool.connection() as conn:
        done = await delegating.delegate(conn, may(ADA), here.proposal, BO, NOW)
    assert problem(done) is Problem.ALREADY_DECIDED


async def test_leave_for_another_proposal_is_a_defect(here: Here) -> None:
    async with here.pool.connection() as conn:
        with pytest.raises(ValueError, match="just that"):
            await questions.ask(conn, may(ADA, "prop_other"), here.proposal, "?", NOW)
        with pytest.raises(ValueError, match="just that"):
            await delegating.delegate(conn, may(ADA, "prop_other"), here.proposal, BO, NOW)
        with pytest.raises(ValueError, match="just that"):
            await delegating.take_back(conn, may(ADA, "prop_other"), NAME)


async def test_attention_goes_to_one_colleague_a_person_and_comes_back(here: Here) -> None:
    async with here.pool.connection() as conn:
        own = await delegating.delegate(conn, may(ADA), here.proposal, ADA, NOW)
        assert problem(own) is Problem.SELF_EXCLUDED
        for whom in (BO, CY):
            assert await delegating.delegate(conn, may(ADA), here.proposal, whom, NOW) is None
        found = await delegating.delegations_of(conn, CY, NOW)
        assert [(d.from_person, d.to_person) for d in found] == [(ADA, CY)]
        assert await delegating.delegations_of(conn, BO, NOW) == []
        assert await delegating.delegations_of(conn, ADA, NOW) == found
        assert await delegating.delegations_of(conn, ADA, NOW + delegating.LASTS) == []
        await delegating.take_back(conn, may(ADA), NAME)
        assert await delegating.delegations_about(conn, [NAME]) == []


async def test_a_question_finds_whom_the_proposer_handed_it_to(here: Here) -> None:
    async with here.pool.connection() as conn:
        await delegating.delegate(conn, may(PROPOSER), here.proposal, BO, NOW)
        await delegating.delegate(conn, may(BO), here.proposal, CY, NOW)
    await ask(here)
    (found,) = await asked(here)
    assert found.asked_of == CY
    assert await answer(here, CY, found.id) is None
    async with here.pool.connection() as conn:  # two who hand it to each other end somewhere
        await delegating.delegate(conn, may(CY), here.proposal, BO, NOW)
        assert await delegating.caretaker(conn, here.proposal) in (BO, CY)


async def test_a_question_is_passed_on_by_whom_it_was_asked_of(here: Here) -> None:
    await ask(here)
    (found,) = await asked(here)
    async with here.pool.connection() as conn:
        assert problem(await questions.pass_on(conn, may(ADA), found, BO)) is not None
        assert await questions.pass_on(conn, may(PROPOSER), found, BO) is None
    assert await answer(here, BO, found.id) is None
    async with here.pool.connection() as conn:
        done = await questions.pass_on(conn, may(BO), found, CY)
    assert problem(done) is Problem.ALREADY_DECIDED


async def test_what_is_left_open_says_by_whom_and_why(here: Here) -> None:
    async with here.pool.connection() as conn:
        for reason in (LeaveReason.NOBODY_FREE, LeaveReason.BACK_IN_TIME):
            await pending.leave(conn, ADA, NAME, reason, NOW)
        found = await pending.left_about(conn, [NAME])
    assert found == [pending.Left(ADA, NAME, LeaveReason.BACK_IN_TIME, NOW)]


async def test_only_a_case_that_is_held_now_is_pending(here: Here) -> None:
    until = NOW + timedelta(minutes=15)
    rows(
        here.url,
        "UPDATE cases SET claimed_by = %s, lease_until = %s RETURNING id",
        ADA,
        until,
    )
    async with here.pool.connection() as conn:
        (found,) = await pending.held_by(conn, ADA, NOW)
        assert edge(CASE, found.id) == edge(CASE, here.case)
        assert await pending.held_by(conn, ADA, until) == []
        assert await pending.held_by(conn, BO, NOW) == []
