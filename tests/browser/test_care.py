"""Reported media in a real Chromium, from a real Synapse: seen while somebody holds it to see."""

import base64
import io
import math
import mimetypes
import secrets
import struct
import wave
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
from quorate.settings.reading import secret

pytestmark = [
    pytest.mark.long,
    pytest.mark.platform,
    pytest.mark.browser,
    pytest.mark.timeout(400),
]
SIDE = 320
RECORDED = """async () => {
  const canvas = document.createElement("canvas");
  const drawn = canvas.getContext("2d");
  const recorder = new MediaRecorder(canvas.captureStream(20), { mimeType: "video/webm" });
  const parts = [];
  recorder.ondataavailable = (event) => parts.push(event.data);
  const ended = new Promise((done) => { recorder.onstop = done; });
  recorder.start();
  for (let frame = 0; frame < 40; frame += 1) {
    drawn.fillStyle = frame % 2 ? "crimson" : "navy";
    drawn.fillRect(0, 0, canvas.width, canvas.height);
    await new Promise((done) => setTimeout(done, 50));
  }
  recorder.stop();
  await ended;
  const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}"""


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


def moving() -> bytes:
    """A GIF of two frames, red and blue, that changes ten times a second for ever."""

    def frame(colour: int) -> bytes:
        control = b"!\xf9\x04\x04\x0a\x00\x00\x00"
        # Clear, one pixel, end: codes of three bits each (GIF89a, appendix F).
        bits = 0b100 | colour << 3 | 0b101 << 6
        pixels = b"\x02\x02" + bits.to_bytes(2, "little") + b"\0"
        return control + b"," + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + pixels

    head = b"GIF89a" + struct.pack("<HHBBB", 1, 1, 0xF0, 0, 0)
    colours = bytes((230, 40, 40, 30, 90, 220))
    return head + colours + b"!\xff\x0bNETSCAPE2.0\x03\x01\0\0\0" + frame(0) + frame(1) + b";"


def sound() -> bytes:
    """A WAV of two seconds of one tone."""
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        tone = (round(8000 * math.sin(at / 3)) for at in range(16000))
        file.writeframes(b"".join(struct.pack("<h", height) for height in tone))
    return made.getvalue()


def film(chromium: Browser) -> bytes:
    """A WebM of two seconds, recorded by the browser itself."""
    page = chromium.new_page()
    try:
        return base64.b64decode(page.evaluate(RECORDED))
    finally:
        page.close()


def posted(user: MatrixClient, room: str, data: bytes, name: str) -> str:
    """A file in the room, as a user's own client sends it; the event."""
    kind = str(mimetypes.guess_type(name)[0])
    headers = {"Authorization": f"Bearer {user.token}", "Content-Type": kind}
    answer = httpx2.post(f"{user.base_url}/_matrix/media/v3/upload", content=data, headers=headers)
    message = f"m.{kind.partition('/')[0]}"
    body: JsonObject = {"msgtype": message, "body": name, "url": answer.json()["content_uri"]}
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


def playing(figure: Locator) -> tuple[bool, bool]:
    """Whether its film or sound runs, and whether it is mute."""
    found = figure.locator("video, audio").evaluate("(one) => [!one.paused, one.muted]")
    return bool(found[0]), bool(found[1])


def test_film_sound_and_moving_pictures_stand_still_and_mute_until_held(
    installed: Setting, chromium: Browser, shots: Path
) -> None:
    files = ((film(chromium), "film.webm"), (sound(), "sound.wav"), (moving(), "moving.gif"))
    case = reported(installed, *files)
    at = address(installed, f"/console/cases/{case}")
    with signed_in(installed, chromium, SECOND_CONTRACTOR) as page:
        got: list[Response] = []
        page.on("response", lambda one: got.append(one) if "/media/" in one.url else None)
        page.goto(at)
        page.wait_for_timeout(300)
        assert got == []
        for name, kind in (("film.webm", "video"), ("sound.wav", "audio")):
            figure = page.locator("figure.media", has_text=name)
            figure.get_by_role("button").hover()
            page.mouse.down()
            expect(figure.locator(kind)).to_have_count(1)
            wait_until(lambda figure=figure: playing(figure) == (True, True))
            page.screenshot(path=shots / f"{kind}-held.png", full_page=True)
            page.mouse.up()
            assert playing(figure) == (False, True)
        moved = page.locator("figure.media", has_text="moving.gif")
        moved.get_by_role("button").focus()
        page.keyboard.down("Enter")
        expect(moved.locator("img")).to_be_visible()
        page.keyboard.up("Enter")
        expect(moved.locator("canvas")).to_be_visible()
        expect(moved.locator("img")).to_be_hidden()
        assert [one.headers["content-type"] for one in got] == [
            "video/webm",
            "audio/wav",
            "image/gif",
        ]
        assert faults(page) == []
        chosen(page, installed, safe=False)
        page.goto(at)
        for name in ("film.webm", "sound.wav"):
            figure = page.locator("figure.media", has_text=name)
            expect(figure.locator("video, audio")).to_have_count(1)
            page.wait_for_timeout(300)
            assert playing(figure) == (False, False)
        page.screenshot(path=shots / "moving-chosen.png", full_page=True)
        chosen(page, installed, safe=True)
