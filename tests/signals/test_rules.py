"""Rules on a real database: what shadow counts, what live files, and that nobody acts alone."""

import asyncio
from collections.abc import AsyncGenerator
from datetime import timedelta

import psycopg
import pytest
from psycopg_pool import AsyncConnectionPool
from tests import signalling
from tests.casework import CONNECTOR, JOIN, entries, filed, report, rows
from tests.playing import Play, playing
from tests.signalling import AREAS, live, move, shown, work, write

from quorate.accounts.subject import Subject
from quorate.incidents.stage.world import World
from quorate.intake.model import OWN, ReportKind
from quorate.signals import reading
from quorate.signals.actions import SIGNALS, move_rule, write_rule
from quorate.signals.backtest import Answer
from quorate.signals.jobs import PATIENCE, Programs, forget, weigh
from quorate.signals.model import Rule, State
from quorate.signals.rates import KEPT, LEAST
from quorate.vocabulary.events import Event
from quorate.vocabulary.kinds import Outcome, SubjectKind
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem, Refusal

ONE, TWO, THREE = "@one:example.org", "@two:example.org", "@three:example.org"
HIT = "SELECT name, version, case_id IS NOT NULL FROM signal_hits ORDER BY 1, 2, report_id"
ALARMS = "SELECT key, score, category, kind FROM reports WHERE source = %s ORDER BY key"


@pytest.fixture
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return World(tmp_path_factory.mktemp("world")).found()


@pytest.fixture
async def play(world: World, database_url: str) -> AsyncGenerator[Play]:
    async with playing(world, database_url) as found:
        yield found


def problem(found: object) -> Problem:
    assert isinstance(found, Refusal), found
    return found.problem


async def test_live_files_an_alarm_once_and_shadow_none(play: Play) -> None:
    rule = await live(play)
    assert isinstance(await write(play, "silent", "tier < 1"), Rule)
    assert isinstance(await move(play, State.SHADOW, 1, "silent", "lead"), Rule)
    case = await play.report(ONE)
    await play.report(TWO, category="harassment")
    assert await work(play) == 2
    assert await work(play) == 0
    assert rows(play.url, HIT) == [("silent", 1, False), ("silent", 1, False), ("spam", 1, True)]
    (alarm,) = rows(play.url, ALARMS, OWN)
    assert alarm[0].startswith("rule/spam/1/")
    assert alarm[1:] == (0.5, "spam", "alarm")
    found = await play.case(case)
    assert (found.reports, found.alarms, found.holder(play.world.now)) == (1, 1, None)
    assert rows(play.url, "SELECT count(*) FROM proposals") == [(0,)]
    one, two = await shown(play)
    assert (one.rule.name, one.hits, one.alarms) == ("silent", 2, 0)
    assert (two.rule, two.hits, two.alarms, two.asks) == (rule, 1, 1, signalling.ASKS)


async def test_an_alarm_opens_a_case_where_none_is_open(play: Play) -> None:
    await live(play)
    case = await play.report(ONE)
    await play.claim("employee", case)
    await play.close("employee", case, Outcome.NO_VIOLATION)
    await work(play)
    opened = [e["data"] for e in entries(play.url) if e["event"] == Event.CASE_OPENED]
    assert [data["by"] for data in opened] == ["app", OWN]
    assert rows(play.url, "SELECT reports, alarms FROM cases WHERE state = 'open'") == [(0, 1)]


async def test_each_step_is_an_entry_and_the_words_stay_beside_the_log(play: Play) -> None:
    await play.report(ONE)
    await signalling.ruled(play)
    said = [e for e in entries(play.url) if e["event"].startswith("signal:")]
    assert [(e["event"], e["data"]["version"]) for e in said] == [
        ("signal:written", 1),
        ("signal:tested", 1),
        ("signal:moved", 1),
        ("signal:written", 2),
        ("signal:tested", 2),
        ("signal:moved", 2),
        ("signal:moved", 2),
        ("signal:moved", 2),
    ]
    assert signalling.ASKS not in str(said)
    moves = [(e["data"]["to"], e["data"]["by"], e["data"]["replaced"]) for e in said[5:]]
    assert moves == [
        ("shadow", "other lead", None),
        ("live", "other lead", 1),
        ("off", "other lead", None),
    ]
    assert [one.rule.state for one in await shown(play)] == [State.OFF, State.OFF]


async def test_nobody_puts_their_own_rule_live_whatever_the_web_says(play: Play) -> None:
    assert isinstance(await write(play), Rule)
    assert problem(await move(play, State.LIVE)) is Problem.NOT_TESTED
    assert isinstance(await signalling.test(play), Answer)
    assert problem(await move(play, State.LIVE, who="lead")) is Problem.SELF_EXCLUDED
    own = "UPDATE signal_rules SET state = 'live', moved_by = 'lead', moved_at = now()"
    async with play.pool.connection() as conn:
        with pytest.raises(psycopg.errors.CheckViolation):
            await conn.execute(own)
    assert isinstance(await write(play), Rule)
    other = (
        "UPDATE signal_rules SET state = 'live', moved_by = 'x', moved_at = now() WHERE version = 2"
    )
    async with play.pool.connection() as conn:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            await conn.execute(other)
    assert problem(await move(play, State.LIVE, 2)) is Problem.NOT_TESTED


async def test_what_cannot_be_read_is_refused_with_its_place(play: Play) -> None:
    found = await write(play, asks="score > 1")
    assert problem(found) is Problem.BODY_INVALID
    assert "line 1, column 7" in str(found)
    assert problem(await write(play, name="A")) is Problem.BODY_INVALID
    assert problem(await write(play, area="none")) is Problem.BODY_INVALID
    assert problem(await signalling.test(play)) is Problem.NOT_FOUND
    assert problem(await move(play, State.OFF)) is Problem.NOT_FOUND
    assert rows(play.url, "SELECT count(*) FROM signal_rules") == [(0,)]


async def test_only_leads_and_only_with_a_leave_for_just_that(play: Play) -> None:
    assert isinstance(await write(play), Rule)
    reviewer = play.leave("employee", Permission.CASE_RELEASE, SIGNALS)
    other = play.leave("lead", Permission.CASE_ASSIGN, "flaggers")
    async with play.pool.connection() as conn:
        stopped = await move_rule(conn, reviewer, "spam", 1, State.OFF, play.world.now)
        assert problem(stopped) is Problem.NOT_ELIGIBLE
        with pytest.raises(ValueError, match="just that"):
            await write_rule(conn, other, "x", "spam", "true", AREAS, play.world.now)
        with pytest.raises(ValueError, match="just that"):
            await move_rule(conn, other, "spam", 1, State.SHADOW, play.world.now)


async def story(play: Play) -> None:
    """Reports of two days on accounts and messages, from some people, of several kinds."""
    message = Subject(CONNECTOR, SubjectKind.MESSAGE, f"!room:example.org/$event/{ONE}")
    for number in range(40):
        if number % 5 == 0:
            await report_on(play, message, number)
        else:
            await play.report(
                (ONE, TWO, THREE)[number % 3],
                reporter=None if number % 7 == 0 else f"@w{number % 4}:example.org",
                category="spam" if number % 2 else "harassment",
                kind=ReportKind.ALARM if number % 11 == 0 else ReportKind.REPORT,
                score=number / 40 if number % 11 == 0 else None,
                language=(None, "de", "en")[number % 3],
                body=f"number {number}",
            )
        play.world.later(minutes=(400, 7, 9, 37)[number % 4])


async def report_on(play: Play, subject: Subject, number: int) -> None:
    made = report(f"m{number}", subject=subject, reporter=f"@w{number % 4}:example.org")
    await filed(play.pool, made, now=play.world.now)


ASKED = (
    "reports_hour > 1",
    "reports_day >= 4 && category == 'spam'",
    "reporters_hour == 2",
    "about == 'message' || score >= 0.5",
    "case_minutes > 60 && language == 'de'",
    "words.endsWith('7') || text.contains('buy')",
    "1 / (reports_hour - 1) > 0",
    "tier == 2 || reach < 0",
)


async def test_a_back_test_says_what_shadow_hits(play: Play) -> None:
    """The counts of the past are made in SQL, those of the present in order: they are the same."""
    for number, asks in enumerate(ASKED):
        assert isinstance(await write(play, f"r{number}", asks), Rule)
        assert isinstance(await move(play, State.SHADOW, 1, f"r{number}"), Rule)
    await story(play)
    assert await work(play) == 40
    for number, one in enumerate(await shown(play)):
        found = await signalling.test(play, one.rule.name)
        assert isinstance(found, Answer), found
        assert found.tested.figures.reports == 40
        told = (found.tested.figures.hits, found.tested.figures.failed)
        assert told == (one.hits, one.failed), ASKED[number]
        assert sum(told) not in (0, 80), ASKED[number]


async def test_a_back_test_tells_how_cases_ended_with_examples(play: Play) -> None:
    cases = [await play.report(native) for native in (ONE, TWO, THREE)]
    await play.report(ONE)
    for case, outcome in zip(cases, (Outcome.ACTIONED, Outcome.NO_VIOLATION), strict=False):
        await play.claim("employee", case)
        await play.close("employee", case, outcome)
    play.world.later(days=2)
    await play.report("@four:example.org", category="harassment")
    assert isinstance(await write(play), Rule)
    found = await signalling.test(play, days=3)
    assert isinstance(found, Answer)
    figures = found.tested.figures
    assert (figures.reports, figures.hits, figures.cases) == (5, 4, 3)
    assert (figures.decided, figures.actioned, figures.share) == (2, 1, 0.5)
    ends = {one.case: one.outcome for one in found.examples}
    assert ends == dict(zip(cases, ("actioned", "no_violation", None), strict=True))
    later = await signalling.test(play, days=1)
    assert isinstance(later, Answer)
    assert (later.tested.figures.reports, later.tested.figures.hits) == (1, 0)
    assert problem(await signalling.test(play, days=0)) is Problem.BODY_INVALID


async def test_killed_at_any_step_nothing_is_lost_and_no_alarm_comes_twice(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    await live(play)
    for native in (ONE, TWO, THREE):
        await play.report(native)
    for step in ("waiting", "save_hours", "done"):
        whole = getattr(reading, step)

        async def dies(*args: object, whole: object = whole) -> None:
            await whole(*args)  # pyright: ignore
            raise KeyboardInterrupt

        with monkeypatch.context() as patched:
            patched.setattr(reading, step, dies)
            with pytest.raises(KeyboardInterrupt):
                await weigh(play.pool, Programs(), play.world.now + PATIENCE, JOIN)
        assert rows(play.url, "SELECT count(*) FROM signal_queue") == [(3,)]
        assert rows(play.url, ALARMS, OWN) == []
        assert rows(play.url, "SELECT count(*) FROM signal_hours") == [(0,)]
    assert await work(play) == 3
    with psycopg.connect(play.url) as conn:  # as if the queue had forgotten that they were read
        conn.execute(
            "INSERT INTO signal_queue (report_id) SELECT id FROM reports WHERE source <> %s", (OWN,)
        )
    assert await work(play) == 3
    assert len(rows(play.url, ALARMS, OWN)) == 3
    assert len(rows(play.url, HIT)) == 3


async def test_two_workers_at_once_make_each_alarm_once(play: Play) -> None:
    await live(play)
    for number in range(30):
        await play.report(f"@a{number % 7}:example.org")

    async def worker(pool: AsyncConnectionPool) -> None:
        programs = Programs()
        for _ in range(20):
            await weigh(pool, programs, play.world.now + PATIENCE, JOIN)

    await asyncio.gather(worker(play.pool), worker(play.pool), worker(play.pool))
    assert len(rows(play.url, ALARMS, OWN)) == 30
    assert sum(r[0] for r in rows(play.url, "SELECT reports FROM signal_hours")) == 30
    (one,) = await shown(play)
    assert (one.hits, one.alarms) == (30, 30)


async def test_a_report_waits_for_tier_and_reach_and_no_longer_than_patience(play: Play) -> None:
    case = await play.report(ONE)
    assert isinstance(await write(play, asks="tier == 2 && reach == 70"), Rule)
    assert isinstance(await move(play, State.SHADOW), Rule)
    assert await weigh(play.pool, Programs(), play.world.now, JOIN) == 0
    with psycopg.connect(play.url) as conn:
        conn.execute("UPDATE cases SET tier = 2, reach = 70 WHERE id = %s", (case,))
    assert await weigh(play.pool, Programs(), play.world.now, JOIN) == 1
    assert len(rows(play.url, HIT)) == 1
    await play.report(TWO)
    assert await weigh(play.pool, Programs(), play.world.now + PATIENCE, JOIN) == 1


async def test_an_erased_rule_reads_nothing_and_is_not_tested(play: Play) -> None:
    await live(play)
    with psycopg.connect(play.url) as conn:
        conn.execute("DELETE FROM kept_values")
    await play.report(ONE)
    assert await work(play) == 1
    assert rows(play.url, HIT) == []
    assert problem(await signalling.test(play)) is Problem.NOT_FOUND
    assert (await shown(play))[0].asks is None


async def test_many_live_rules_file_in_batches(play: Play) -> None:
    for number in range(12):
        await live(play, f"r{number}", "true")
    for number in range(30):
        await play.report(f"@a{number}:example.org")
    assert await work(play) == 30
    assert len(rows(play.url, ALARMS, OWN)) == 360


async def test_reports_by_many_on_one_account_are_one_alarm_an_hour(play: Play) -> None:
    """Whichever of its messages they are about; the same person again counts once."""
    for number in range(3 * LEAST):
        event = Subject(CONNECTOR, SubjectKind.MESSAGE, f"!r:example.org/$e{number % 4}/{ONE}")
        await report_on(play, event, number)  # by four people
    await work(play)
    assert rows(play.url, ALARMS, OWN) == []
    for number in range(LEAST + 5):
        await play.report(ONE, reporter=f"@v{number}:example.org")
    assert await work(play) == LEAST + 5
    (alarm,) = rows(play.url, ALARMS, OWN)
    assert alarm[0].startswith("rate/")
    about = "SELECT s.native, c.alarms FROM cases c JOIN subjects s ON s.id = c.subject_id"
    assert rows(play.url, about + " WHERE c.alarms > 0") == [(ONE, 1)]
    play.world.later(hours=1)
    for number in range(LEAST):
        await play.report(ONE, reporter=f"@v{number}:example.org")
    await work(play)
    assert len(rows(play.url, ALARMS, OWN)) == 2


async def test_an_account_that_many_report_always_is_no_alarm_for_as_many(play: Play) -> None:
    past = timedelta(hours=1)
    await play.report(ONE, reporter="@v0:example.org")
    await work(play)
    with psycopg.connect(play.url) as conn:
        conn.execute(
            "INSERT INTO signal_hours (account, hour, reports, reporters)"
            " SELECT account, hour - n * interval '1 hour', %s, %s FROM signal_hours,"
            " generate_series(1, 168) AS n",
            (LEAST, LEAST),
        )
    for number in range(LEAST):
        await play.report(ONE, reporter=f"@v{number}:example.org")
    await work(play)
    assert rows(play.url, ALARMS, OWN) == []
    await forget(play.pool, play.world.now + KEPT + 2 * past)
    assert rows(play.url, "SELECT count(*) FROM signal_hours") == [(0,)]
    assert rows(play.url, "SELECT count(*) FROM signal_reporters") == [(0,)]
