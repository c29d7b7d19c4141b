"""There is one way to a platform. Read from the code by name: it sees no call that is put together
at run time, and what a stranger adds under another name is for a reviewer to see."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import quorate

SOURCE: Final = Path(quorate.__file__).parent
FILES: Final = sorted(SOURCE.rglob("*.py"))
MASTODON: Final = "effects/connectors/mastodon.py"
ATPROTO: Final = "effects/connectors/atproto.py"
MATRIX: Final = "effects/connectors/matrix.py"
WEBHOOK: Final = "effects/connectors/webhook.py"
WATCHED: Final = re.compile(
    r"\b(_?act|add_label|AtprotoConnector|carry_out|Certificate|MatrixConnector|WebhookConnector|Repeating|_change|conform|connected|_?[Ss]erver_?[Nn]otice|notify|_post|_put|raw|reconcile|_redact|_warn)\("
)


def calls() -> Iterator[tuple[str, str, str, ast.Call]]:
    """Each call of the code: its file, the function around it, its last name, and itself."""
    for path in FILES:
        text = path.read_text()
        if not WATCHED.search(text):
            continue
        for outer in ast.walk(ast.parse(text)):
            if not isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            for node in ast.walk(outer):
                if isinstance(node, ast.Call):
                    name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
                    name = node.func.id if isinstance(node.func, ast.Name) else name
                    yield str(path.relative_to(SOURCE)), outer.name, name, node


CALLS: Final = list(calls())
REQUESTS: Final = ("answer", "at_once", "call", "stream", "request", "put", "post")


def callers(name: str) -> set[tuple[str, str]]:
    return {(file, around) for file, around, called, _ in CALLS if called == name}


def test_one_place_calls_a_platform_and_one_makes_its_certificate() -> None:
    # The check of a platform says again what a certificate made.
    repeating = "incidents/stage/repeating.py"
    again = {(repeating, "act"), (repeating, "again")}
    assert callers("act") == {("effects/means.py", "carry_out"), *again}
    assert callers("Repeating") == {("incidents/stage/conforming.py", "__init__")}
    assert callers("conform") == {("cli/connectors.py", "_check")}
    assert callers("carry_out") == {("effects/executor.py", "_act")}
    assert callers("_act") == {("effects/executor.py", "reconcile")}
    assert callers("Certificate") == {("effects/checks/certificate.py", "certify")}
    assert callers("reconcile") == {
        ("effects/effector.py", "consider"),
        ("effects/executor.py", "execute"),
    }


def test_one_place_signs_labels() -> None:
    assert callers("add_label") == {("effects/labelling.py", "_write")}
    labelling = {around for file, around in callers("_write") if file == "effects/labelling.py"}
    assert labelling == {"carry_out", "free"}


def test_the_connector_s_writing_requests_stand_behind_act_and_free() -> None:
    """Every request of Matrix that is no GET, with the function that makes it."""
    writes = {
        around
        for file, around, called, call in CALLS
        if file == MATRIX and called in REQUESTS and not _reads(call)
    }
    assert writes == {"_post", "_put", "_redact"}
    for helper in writes:
        found = callers(helper)
        assert {around for file, around in found if file == MATRIX} <= {
            *("_server_notice", "act", "free")
        }
        # Its `_put` is its own: a letter goes to the outbox.
        assert {file for file, _ in found} <= {MATRIX, MASTODON, "intake/telling.py"}
    assert callers("_warn") == {(MATRIX, "act")}
    assert callers("_server_notice") == {(MATRIX, "_warn"), (MATRIX, "notify")}


def test_what_a_webhook_changes_stands_behind_act_free_and_notify() -> None:
    posts = {around for file, around, called, _ in CALLS if (file, called) == (WEBHOOK, "post")}
    assert posts == {"_change", "notify"}
    around = {around for file, around in callers("_change") if file == WEBHOOK}
    assert around == {"act", "free"}


def test_a_pds_is_written_to_behind_act_free_and_notify() -> None:
    """Every method of a PDS that is given a body, with the function that gives it."""
    writes = {
        around
        for file, around, called, call in CALLS
        if file == ATPROTO and called in ("_answer", "_call") and len(call.args) > 1
    }
    assert writes == {"_call", "_mail", "_set"}
    assert {around for file, around in callers("_set") if file == ATPROTO} == {"act", "free"}
    assert callers("_mail") == {(ATPROTO, "act"), (ATPROTO, "notify")}


def test_one_place_tells_the_person_concerned_and_one_makes_the_notice() -> None:
    by_apprise = "effects/paging/sinks.py"  # to on-call
    pages = {(by_apprise, "send"), (by_apprise, "_sender")}
    again = ("incidents/stage/repeating.py", "notify")
    assert callers("notify") - {*pages, again} == {("effects/telling.py", "_send")}
    assert callers("server_notice") == {("effects/telling.py", "_send")}
    assert callers("ServerNotice") == {("effects/server_notices.py", "server_notice")}


def test_nothing_else_knows_the_admin_api_or_holds_its_connector() -> None:
    """The demo plays the platform's own administrator; the poller and the count of rooms only
    read."""
    knows = {str(p.relative_to(SOURCE)) for p in FILES if "_synapse/admin" in p.read_text()}
    assert {name for name in knows if not name.startswith("demo/")} == {
        MATRIX,
        "effects/connectors/matrix_private.py",
        "effects/connectors/matrix_rooms.py",
        "effects/polling.py",
    }
    rooms = (SOURCE / "effects/connectors/matrix_rooms.py").read_text()
    assert re.findall(r'"(GET|POST|PUT|DELETE)"', rooms) == ["GET"]
    knows = {str(p.relative_to(SOURCE)) for p in FILES if "updateSubjectStatus" in p.read_text()}
    assert knows == {ATPROTO}
    for name in ("AtprotoConnector", "MastodonConnector", "MatrixConnector", "WebhookConnector"):
        assert callers(name) == {("effects/connectors/configured.py", "connect")}
    opens = {
        str(p.relative_to(SOURCE))
        for p in FILES
        if re.search(r"(\.platform|read_platform\(.*\))\.connect\(\)", p.read_text())
    }
    assert opens == {"processes/effector.py", "cli/connectors.py", "doctor/outside.py"}
    # The doctor asks whether the platform knows an account, and nothing else.
    doctor = (SOURCE / "doctor/outside.py").read_text()
    assert set(re.findall(r"\bconnector\.(\w+)\(", doctor)) == {"resolve", "close"}
    assert {file for file, _ in callers("raw")} == {MATRIX, "effects/polling.py"}


def _reads(call: ast.Call) -> bool:
    first = call.args[0] if call.args else None
    return isinstance(first, ast.Constant) and first.value == "GET"
