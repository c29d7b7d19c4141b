"""I21 on a running installation: who is locked is out, and their hand is, within a second."""

import threading
import time

import httpx2
import pytest
from tests.installed import BRIGADED, matter, problem_of

from quorate.demo.people import APPROVER, ON_CALL, REVIEWER, SECOND_CONTRACTOR
from quorate.demo.seating import change_person, sit_down, until
from quorate.demo.setting import Setting

pytestmark = pytest.mark.platform
LIMIT = 1.0


def refused(browser: httpx2.Client) -> bool:
    return browser.get("/console/queue").status_code == 403


def test_i21_a_session_is_refused_and_its_open_page_ends(quorate: Setting) -> None:
    browser, other = sit_down(quorate, SECOND_CONTRACTOR), sit_down(quorate, REVIEWER)
    assert not refused(browser)
    over: list[float] = []
    open_page = threading.Event()

    def watch() -> None:
        with (
            httpx2.Client(base_url=quorate.profile.server, cookies=browser.cookies) as page,
            page.stream("GET", "/console/live", timeout=60) as stream,
        ):
            for line in stream.iter_lines():
                open_page.set()
                if line == "event: over":
                    over.append(time.perf_counter())

    watcher = threading.Thread(target=watch)
    watcher.start()
    assert open_page.wait(10)
    try:
        committed = change_person(quorate, SECOND_CONTRACTOR, locked=True)
        assert until(lambda: refused(browser)) - committed < LIMIT
        watcher.join(10)
        assert over[0] - committed < LIMIT
        assert not refused(other)
    finally:
        change_person(quorate, SECOND_CONTRACTOR, locked=False)
    until(lambda: not refused(browser))


def test_i21_the_hand_in_an_open_proposal_counts_no_more(quorate: Setting) -> None:
    about = matter(quorate)
    native = about.user.user_id
    protect = ("protect", native, "--tier", "1", *BRIGADED)
    assert quorate.command(ON_CALL, *protect).returncode == 0
    shown = about.propose(REVIEWER, "suspend")
    name, on_call = shown.statement.proposal, quorate.client(ON_CALL)

    def why() -> str:
        return str(problem_of(lambda: on_call.order("execute", name, ON_CALL))["detail"])

    until(lambda: why() == "missing: approver")
    try:
        committed = change_person(quorate, REVIEWER, locked=True)
        assert until(lambda: "access is locked" in why()) - committed < LIMIT
        done = quorate.command(APPROVER, "approve", name, typed=native)
        assert done.returncode == 0, done.stderr
        assert "access is locked" in why()
        assert about.heard()
    finally:
        change_person(quorate, REVIEWER, locked=False)
