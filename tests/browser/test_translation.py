"""A translation comes on a press, from the named service alone; without one nothing is offered."""

import json
import signal
import threading
from collections.abc import Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx2
import pytest
from tests.browser.acting import account
from tests.installed import ended, report, wait_until

from quorate.demo.people import REVIEWER
from quorate.demo.seating import sit_down
from quorate.demo.setting import Setting

pytestmark = [pytest.mark.long, pytest.mark.platform, pytest.mark.browser]
SAID = "Guten Morgen zusammen"


@contextmanager
def service(seen: list[dict[str, object]]) -> Generator[str]:
    """Stands in for the installation's own service; keeps what it is sent."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            seen.append(json.loads(self.rfile.read(length)))
            body = json.dumps({"translatedText": "<b>Good</b> morning\u202e"}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def restarted(setting: Setting, settings: str) -> None:
    """Serve with other settings, until it answers."""
    (setting.folder / "serve/serve.toml").write_text(settings)
    ended(setting, "serve", signal.SIGTERM)

    def answers() -> bool:
        try:
            return httpx2.get(setting.profile.server + "/health").status_code == 200
        except httpx2.HTTPError:
            return False

    wait_until(answers, 60.0)


def german(setting: Setting) -> tuple[str, str]:
    """A case with a German message; the report's id too."""
    user, _ = account(setting)
    told = report(setting, user.user_id, evidence=[{"text": SAID}], language="de").json()
    return str(told["case"]), str(told["report"])


def test_a_press_translates_by_the_named_service_and_no_other(installed: Setting) -> None:
    before = (installed.folder / "serve/serve.toml").read_text()
    case, one = german(installed)
    other, _ = german(installed)
    at, seen = f"/console/cases/{case}", list[dict[str, object]]()
    browser = sit_down(installed, REVIEWER)
    asked = {"report": one, "part": "message"}
    assert browser.post(f"{at}/translations", data=asked).status_code == 404
    assert "/translations" not in browser.get(at).text
    try:
        with service(seen) as address:
            restarted(installed, f'{before}\n[translation]\nurl = "{address}"\n')
            assert f'hx-post="{at}/translations"' in browser.get(at).text
            shown = browser.post(f"{at}/translations", data=asked)
            wrong = browser.post(f"/console/cases/{other}/translations", data=asked)
        away = browser.post(f"{at}/translations", data=asked)
    finally:
        restarted(installed, before)
    assert "&lt;b&gt;Good&lt;/b&gt; morning\ufffd" in shown.text
    assert seen == [{"q": SAID, "source": "de", "target": "en", "format": "text"}]
    assert wrong.status_code == 404
    assert "No translation: no answer" in away.text
