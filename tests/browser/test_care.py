"""Reported media in a real Chromium, from a real Synapse: seen while somebody holds it to see."""

import secrets
import struct
import zlib
from pathlib import Path

import httpx2
import psycopg
import pytest
from playwright.sync_api import Browser, Locator, Page, Response, expect
from tests.browser.axe import NARROW, WIDE, faults
from tests.browser.conftest import address, signed_in
from tests.installed import report, wait_until

from quorate.demo.matrix import JsonObject, MatrixClient, call
from quorate.demo.people import SECOND_CONTRACTOR
from quorate.demo.setting import Setting
from quorate.ledger.fields import as_object, text
from quorate.settings import secret

pytestmark = [
    pytest.mark.long,
    pytest.mark.platform,
    pytest.mark.browser,
    pytest.mark.timeout(400),
]
SIDE = 320


def picture() -> bytes:
    """A PNG of stripes in colour, so that blur and grey can be looked at."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    row = b"\0" + b"".join(
        bytes((230, 40, 40) if x // 20 % 2 else (30, 90, 220)) for x in range(SIDE)
    )
    head = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 2, 0, 0, 0)
    body = zlib.compress(row * SIDE)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def posted(user: MatrixClient, room: str, data: bytes, name: str) -> str:
    """A picture in the room, as a user's own client sends it; the event."""
    headers = {"Authorization": f"Bearer {user.token}", "Content-Type": "image/png"}
    answer = httpx2.post(f"{user.base_url}/_matrix/media/v3/upload", content=data, headers=headers)
    body: JsonObject = {"msgtype": "m.image", "body": name, "url": answer.json()["content_uri"]}
    path = f"rooms/{room}/send/m.room.message/{secrets.token_hex(8)}"
    sent = call("PUT", f"{user.base_url}/_matrix/client/v3/{path}", body, user.token)
    return text(sent[1], "event_id")


def reported(setting: Setting, *files: tuple[bytes, str]) -> str:
    """Each posted by one user and reported by another's own client; the case."""
    user = setting.synapse.client(f"painter-{secrets.token_hex(4)}")
    reporter = setting.synapse.client(f"reporter-{secrets.token_hex(4)}")
    room = text(user.create_room("here")[1], "room_id")
    reporter.join(room)
    for data, name in files:
        event = posted(user, room, data, name)
        assert reporter.report_event(room, event, "not wanted here", -50)[0] == 200
    client = setting.client(SECOND_CONTRACTOR)
    case = str(report(setting, user.user_id).json()["case"])

    def took_all() -> bool:
        row = as_object(client.call("GET", f"/v1/cases/{case}")["case"], "case")
        return row["reports"] == len(files) + 1

    wait_until(took_all, 90)
    return case


def looks(figure: Locator, of: str) -> str:
    return str(figure.locator(of).evaluate("(one) => getComputedStyle(one).filter"))


def held_and_let_go(page: Page, figure: Locator, shots: Path) -> None:
    """By key and by pointer; what shows before, meanwhile and after."""
    expect(figure.locator("img, canvas")).to_have_count(0)
    page.screenshot(path=shots / "media-before.png", full_page=True)
    page.keyboard.down("v")
    expect(figure.locator("img")).to_be_visible()
    expect(figure.locator("canvas")).to_be_hidden()
    assert looks(figure, "img") == "grayscale(1)"
    page.screenshot(path=shots / "media-held.png", full_page=True)
    page.keyboard.up("v")
    expect(figure.locator("img")).to_be_hidden()
    expect(figure.locator("canvas")).to_be_visible()
    assert "blur" in looks(figure, "canvas")
    page.screenshot(path=shots / "media-let-go.png", full_page=True)
    figure.get_by_role("button").hover()
    page.mouse.down()
    expect(figure.locator("img")).to_be_visible()
    page.mouse.up()
    expect(figure.locator("img")).to_be_hidden()


def chosen(page: Page, setting: Setting, *, safe: bool) -> None:
    """All boxes of one's own page ticked, or none."""
    page.goto(address(setting, "/console/me"))
    for box in page.locator("input[name=chosen][type=checkbox]").all():
        box.set_checked(safe)
    page.get_by_role("button", name="Keep it so").click()
    first = page.locator("input[name=chosen][type=checkbox]").first
    expect(first).to_be_checked(checked=safe)


def seconds(setting: Setting) -> float:
    with psycopg.connect(secret(setting.folder / "serve/database_url")) as conn:
        row = conn.execute(
            "SELECT sum(seconds) FROM exposure WHERE person = %s", (SECOND_CONTRACTOR,)
        ).fetchone()
    return float(row[0] or 0) if row else 0.0


def test_reported_media_is_blurred_grey_still_and_shown_while_held(
    installed: Setting, chromium: Browser, shots: Path
) -> None:
    hostile = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
    case = reported(installed, (picture(), "stripes.png"), (hostile, "harmless.png"))
    at = address(installed, f"/console/cases/{case}")
    with signed_in(installed, chromium, SECOND_CONTRACTOR) as page:
        got: list[Response] = []
        page.on("response", lambda one: got.append(one) if "/media/" in one.url else None)
        page.goto(at)
        figure = page.locator("figure.media", has_text="stripes.png")
        bad = page.locator("figure.media", has_text="harmless.png")
        page.wait_for_timeout(300)
        assert got == []
        page.keyboard.press("g")
        page.keyboard.down("v")  # to another page, if one has this key, and no look
        page.wait_for_timeout(100)
        page.keyboard.up("v")
        assert got == []
        page.goto(at)
        figure.get_by_role("button").focus()
        held_and_let_go(page, figure, shots)
        headers = got[0].headers
        assert headers["content-type"] == "image/png"
        assert headers["content-disposition"] == 'inline; filename="reported.png"'
        assert headers["cache-control"] == "no-store"
        assert headers["content-security-policy"] == "default-src 'none'; sandbox"
        assert headers["x-content-type-options"] == "nosniff"
        bad.get_by_role("button").hover()
        page.mouse.down()
        expect(bad.get_by_text("It cannot be shown")).to_be_visible()
        page.mouse.up()
        assert got[-1].status == 404
        assert page.request.get(got[0].url).status == 404  # a tab of its own
        assert faults(page) == []
        page.goto(address(installed, "/console/queue"))
        wait_until(lambda: seconds(installed) > 0)
        chosen(page, installed, safe=False)
        page.screenshot(path=shots / "care.png", full_page=True)
        page.goto(address(installed, "/console/help"))
        page.screenshot(path=shots / "help.png", full_page=True)
        page.set_viewport_size(NARROW)
        page.screenshot(path=shots / "help-390.png", full_page=True)
        page.goto(at)
        page.screenshot(path=shots / "media-390.png", full_page=True)
        page.set_viewport_size(WIDE)
        page.goto(at)
        expect(figure.locator("canvas")).to_be_visible()
        assert looks(figure, "canvas") == "none"
        figure.get_by_role("button", name="See it").click()
        expect(figure.locator("img")).to_be_visible()
        page.screenshot(path=shots / "media-chosen.png", full_page=True)
        chosen(page, installed, safe=True)
