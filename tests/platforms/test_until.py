"""I12 on a real Synapse: a suspension for a time ends by itself, also over a killed effector."""

import os
import signal
from datetime import datetime, timedelta

import pytest
from tests.installed import WEIGHED, Matter, entries, matter, problem_of, wait_until

from quorate.client import Shown
from quorate.demo.people import REVIEWER
from quorate.demo.setting import Setting, door_is_open
from quorate.vocabulary.events import Event
from quorate.vocabulary.times import now, stamp

pytestmark = pytest.mark.platform


def wish(about: Matter, until: datetime, action: str = "suspend") -> dict[str, object]:
    fence = about.claim(REVIEWER)
    ends = {"until": stamp(until)}
    return {"action": action, "policy": "harassment/1", "fence": fence, **WEIGHED, **ends}


def suspended_for(quorate: Setting, about: Matter, seconds: float) -> tuple[Shown, datetime]:
    """Signed, and in force on the platform; until when."""
    until = now() + timedelta(seconds=seconds)
    client = quorate.client(REVIEWER)
    drafted = client.call("POST", f"/v1/cases/{about.case}/drafts", wish(about, until))
    shown = client.check(drafted)
    body = {"statement": shown.statement.fields(), **client.signed(shown.statement)}
    client.call("POST", "/v1/proposals", body)
    wait_until(lambda: not about.heard(), seconds)
    return shown, until


def ended_once(quorate: Setting, shown: Shown) -> None:
    name = shown.statement.proposal
    wait_until(lambda: len(entries(quorate, Event.EFFECT_ENDED, name)) == 1)


def test_i12_the_user_writes_again_at_the_second_that_was_signed(quorate: Setting) -> None:
    about = matter(quorate)
    shown, until = suspended_for(quorate, about, 6)
    wait_until(lambda: now() >= until - timedelta(seconds=0.5))
    assert not about.heard()
    wait_until(about.heard)
    assert timedelta() <= now() - until < timedelta(seconds=3)
    ended_once(quorate, shown)
    assert about.state()["suspended"] is False


@pytest.mark.long
def test_i12_an_effector_killed_before_the_end_and_started_after_it_ends_it(
    quorate: Setting,
) -> None:
    about = matter(quorate)
    shown, until = suspended_for(quorate, about, 6)
    old = quorate.supervisor.pid("effector")
    os.kill(old, signal.SIGKILL)
    wait_until(lambda: now() > until + timedelta(seconds=1))
    assert not about.heard()
    quorate.supervisor.start()
    wait_until(lambda: door_is_open(quorate.profile))
    wait_until(about.heard)
    ended_once(quorate, shown)


def test_i12_what_has_no_undo_or_has_passed_gets_no_end(quorate: Setting) -> None:
    about = matter(quorate)
    client, path = quorate.client(REVIEWER), f"/v1/cases/{about.case}/drafts"
    final = wish(about, now() + timedelta(days=3), "deactivate")
    found = problem_of(lambda: client.call("POST", path, final))
    assert found["type"] == "urn:quorate:problem:action-irreversible"
    for until in (now() - timedelta(seconds=1), now() + timedelta(days=367)):
        wanted = {**final, "action": "suspend", "until": stamp(until)}
        found = problem_of(lambda w=wanted: client.call("POST", path, w))
        assert (found["field"], found["status"]) == ("until", 422)
    wanted = {**final, "action": "suspend", "until": "in three days"}
    assert problem_of(lambda: client.call("POST", path, wanted))["field"] == "until"


def test_the_command_line_says_until_when_before_it_signs(quorate: Setting) -> None:
    about = matter(quorate)
    words = ("propose", about.case, "--action", "suspend", "--policy", "harassment/1")
    wrong = quorate.command(REVIEWER, *words, "--until", "3 days", typed="yes")
    assert wrong.returncode != 0
    assert about.heard()
    told = quorate.command(REVIEWER, *words, "--until", "3d", typed="yes")
    assert told.returncode == 0, told.stderr
    day = (now() + timedelta(days=3)).date()
    assert f"lasts      until {day}T" in told.stdout
    assert "then it ends by itself" in told.stdout
    wait_until(lambda: not about.heard())
