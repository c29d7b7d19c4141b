"""Real processes killed and stopped: nothing half done, nothing twice, restoring goes on."""

import os
import signal
import time

import psycopg
import pytest
from tests.installed import ended, entries, matter, restart_effector, wait_until

from quorate.database import embedded
from quorate.demo.people import ON_CALL, REVIEWER
from quorate.demo.setting import Setting
from quorate.settings.reading import secret
from quorate.vocabulary.events import Event
from quorate.vocabulary.kinds import Kind
from quorate.vocabulary.problems import Problem

pytestmark = pytest.mark.platform


@pytest.mark.long
def test_an_effector_killed_at_any_moment_acts_once(quorate: Setting) -> None:
    for pause in (0.0, 0.02, 0.05, 0.1):
        about = matter(quorate)
        shown = about.propose(REVIEWER, "suspend")
        time.sleep(pause)
        restart_effector(quorate)
        wait_until(lambda a=about: not a.heard())
        name = shown.statement.proposal
        wait_until(lambda n=name: len(entries(quorate, Event.EFFECT_DONE, n)) == 1)
        assert len(entries(quorate, Event.EFFECT_INTENDED, name)) == 1


@pytest.mark.long
def test_reports_are_taken_once_over_a_killed_effector(quorate: Setting) -> None:
    about = matter(quorate)
    reporter = quorate.synapse.client("reporter")
    reporter.join(about.room)
    _, sent = about.user.send(about.room, "a reported message")
    client = quorate.client(REVIEWER)

    def reports() -> int:
        row = client.call("GET", f"/v1/cases/{about.case}")["case"]
        assert isinstance(row, dict)
        return int(row["reports"])  # pyright: ignore[reportUnknownArgumentType]

    for number in range(3):
        reporter.report_event(about.room, str(sent["event_id"]), f"again {number}", -10)
        restart_effector(quorate)
    wait_until(lambda: reports() == 4)
    ended(quorate, "worker", signal.SIGKILL)
    restart_effector(quorate)
    time.sleep(2)
    assert reports() == 4
    assert "a reported message" in str(client.call("GET", f"/v1/cases/{about.case}"))


def test_synapse_down_while_restoring_is_kept_and_done(quorate: Setting) -> None:
    about = matter(quorate)
    shown = about.propose(REVIEWER, "suspend")
    wait_until(lambda: not about.heard())
    quorate.synapse.stop()
    answer = quorate.client(ON_CALL).say(shown, Kind.RESTORE, ON_CALL)
    assert "accepted" in str(answer["receipt"])
    quorate.synapse.start()
    wait_until(about.heard)


def test_synapse_down_when_all_hands_are_there_acts_when_it_is_back(quorate: Setting) -> None:
    about = matter(quorate)
    shown = about.draft(REVIEWER, "suspend")
    quorate.synapse.stop()
    client = quorate.client(REVIEWER)
    body = {"statement": shown.statement.fields(), **client.signed(shown.statement)}
    client.call("POST", "/v1/proposals", body)
    time.sleep(1)
    quorate.synapse.start()
    wait_until(lambda: not about.heard())
    name = shown.statement.proposal
    wait_until(lambda: len(entries(quorate, Event.EFFECT_DONE, name)) == 1)
    assert len(entries(quorate, Event.EFFECT_INTENDED, name)) == 1


def test_without_the_sequencer_nothing_is_silenced_and_restoring_goes_on(quorate: Setting) -> None:
    silenced, waiting = matter(quorate), matter(quorate)
    shown = silenced.propose(REVIEWER, "suspend")
    wait_until(lambda: not silenced.heard())
    pid = quorate.supervisor.pid("sequencer")
    os.kill(pid, signal.SIGSTOP)
    try:
        draft = waiting.draft(REVIEWER, "suspend")
        client = quorate.client(REVIEWER)
        body = {"statement": draft.statement.fields(), **client.signed(draft.statement)}
        client.call("POST", "/v1/proposals", body)
        quorate.client(ON_CALL).say(shown, Kind.RESTORE, ON_CALL)
        assert silenced.heard()
        time.sleep(1)
        assert waiting.heard()
    finally:
        os.kill(pid, signal.SIGCONT)
    wait_until(lambda: not waiting.heard())
    name = shown.statement.proposal
    wait_until(lambda: len(entries(quorate, Event.EFFECT_RESTORED, name)) == 1)


@pytest.mark.parametrize("killed", [False, True])
def test_without_the_database_a_restore_is_done_and_logged_afterwards(
    quorate: Setting, killed: bool
) -> None:
    about = matter(quorate)
    shown = about.propose(REVIEWER, "suspend")
    wait_until(lambda: not about.heard())
    stolen = secret(quorate.folder / "effector/database_url")
    owner = embedded.start(quorate.folder.parent / "postgres").url
    with psycopg.connect(owner, autocommit=True) as conn:
        conn.execute("ALTER ROLE quorate_effector NOLOGIN")
        conn.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE usename = 'quorate_effector'"
        )
        try:
            if killed:
                restart_effector(quorate)
            quorate.client(ON_CALL).say(shown, Kind.RESTORE, ON_CALL)
            assert about.heard()
            with pytest.raises(psycopg.OperationalError):
                psycopg.connect(stolen)
        finally:
            conn.execute("ALTER ROLE quorate_effector LOGIN")
    name = shown.statement.proposal
    wait_until(lambda: len(entries(quorate, Event.EFFECT_RESTORED, name)) == 1, 40)


def test_secrets_that_others_can_read_stop_silencing_not_restoring(quorate: Setting) -> None:
    silenced, waiting = matter(quorate), matter(quorate)
    shown = silenced.propose(REVIEWER, "suspend")
    wait_until(lambda: not silenced.heard())
    token = quorate.folder / "effector/token"
    token.chmod(0o640)
    try:
        restart_effector(quorate)
        refused = waiting.propose(REVIEWER, "suspend").statement.proposal
        wait_until(lambda: len(entries(quorate, Event.EFFECT_REFUSED, refused)) > 0)
        why = entries(quorate, Event.EFFECT_REFUSED, refused)[0].data["problem"]
        assert why == Problem.SECRETS_EXPOSED
        assert waiting.heard()
        quorate.client(ON_CALL).say(shown, Kind.RESTORE, ON_CALL)
        assert silenced.heard()
    finally:
        token.chmod(0o600)
        restart_effector(quorate)
