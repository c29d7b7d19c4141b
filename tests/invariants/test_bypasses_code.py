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
MATRIX: Final = "effects/connectors/matrix.py"
WATCHED: Final = re.compile(
    r"\b(_?act|Certificate|MatrixConnector|_post|_put|raw|reconcile|_redact|_warn)\("
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
REQUESTS: Final = ("_answer", "call", "request", "put", "post")


def callers(name: str) -> set[tuple[str, str]]:
    return {(file, around) for file, around, called, _ in CALLS if called == name}


def test_one_place_calls_a_platform_and_one_makes_its_certificate() -> None:
    assert callers("act") == {("effects/executor.py", "_act")}
    assert callers("_act") == {("effects/executor.py", "reconcile")}
    assert callers("Certificate") == {("effects/certificate.py", "certify")}
    assert callers("reconcile") == {
        ("effects/effector.py", "consider"),
        ("effects/executor.py", "execute"),
    }


def test_the_connector_s_writing_requests_stand_behind_act_and_free() -> None:
    """Every request of Matrix that is no GET, with the function that makes it."""
    writes = {
        around
        for file, around, called, call in CALLS
        if file == MATRIX and called in REQUESTS and not _reads(call)
    }
    assert writes == {"_answer", "_post", "_put", "_redact", "call"}
    for helper in writes - {"_answer", "call"}:
        assert {around for _, around in callers(helper)} <= {"_warn", "act", "free"}
    assert callers("_warn") == {(MATRIX, "act")}


def test_nothing_else_knows_the_admin_api_or_holds_its_connector() -> None:
    """The demo plays the platform's own administrator; the poller only reads."""
    knows = {str(p.relative_to(SOURCE)) for p in FILES if "_synapse/admin" in p.read_text()}
    assert {name for name in knows if not name.startswith("demo/")} == {
        MATRIX,
        "effects/connectors/matrix_private.py",
        "effects/polling.py",
    }
    assert callers("MatrixConnector") == {("processes.py", "_executor")}
    assert {file for file, _ in callers("raw")} == {MATRIX, "effects/polling.py"}


def _reads(call: ast.Call) -> bool:
    first = call.args[0] if call.args else None
    return isinstance(first, ast.Constant) and first.value == "GET"
