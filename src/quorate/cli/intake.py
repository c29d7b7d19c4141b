"""`quorate intake`: sources, and reports from a mail server's pipe or a CSV file."""

import json
import re
import secrets
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Final, NoReturn

import cyclopts
import httpx2
from cyclopts import Parameter

from quorate.cli.progress import progress
from quorate.client import RefusedError
from quorate.intake.foreign.mailed import MOST_BYTES
from quorate.intake.sources import Shape, read_sources
from quorate.intake.tables import BATCH_BYTES, Rows, Wrong, batches
from quorate.ledger.fields import as_object, items
from quorate.settings.reading import BadSettingError, secret
from quorate.settings.serve import serve_settings
from quorate.settings.sources import intake_sources
from quorate.vocabulary.addresses import is_private
from quorate.vocabulary.errors import ToldError
from quorate.vocabulary.terminal import plain

app = cyclopts.App(name="intake", help="Reports from the tools that people already run.")
Server = Annotated[str, Parameter(env_var="QUORATE_SERVER", help="the address of `quorate serve`")]
TokenFile = Annotated[Path, Parameter(env_var="QUORATE_TOKEN_FILE", help="the source's token")]
# sysexits.h: what a mail server's pipe reads. It keeps the mail and tries again only at the first.
_TRY_AGAIN: Final = 75
_REFUSED: Final = 65
_UNFIT: Final = 422
_TIMEOUT: Final = 30.0
# Without a colon: names with one are of platforms, of notices and of orders.
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
_OWN: Final = 500


@app.command
def source(
    name: str,
    *,
    settings: Path,
    token_file: Path,
    reads: Shape = Shape.QUORATE,
    options: Path | None = None,
) -> None:
    """Add a source to the intake tokens of serve.toml; its token goes into a file, unshown.

    TOKEN_FILE is made with a new token, or read where it exists: a Mastodon webhook has its own
    secret. OPTIONS is a JSON file of what the tool's words need (docs/reference/intake.md).
    Restart serve and worker afterwards.
    """
    file = serve_settings(settings).intake_tokens
    if not _NAME.fullmatch(name) or name in intake_sources(file):
        raise ValueError("NAME: lower case, digits and hyphens, and none that there is already")
    rows = dict(as_object(json.loads(secret(file)), "sources"))
    token = secret(token_file) if token_file.exists() else secrets.token_urlsafe(32)
    more = as_object(json.loads(options.read_text() if options else "{}"), "options")
    own = reads is Shape.QUORATE
    if own and more:
        raise BadSettingError(f"options: a source that reads {reads} has none")
    rows[name] = token if own else {"token": token, "reads": reads, **more}
    read_sources(rows, file.parent)
    if not token_file.exists():
        token_file.touch(mode=0o600)
        token_file.write_text(token + "\n")
    written = file.with_name(file.name + ".new")
    written.touch(mode=0o600)
    written.write_text(json.dumps(rows))
    written.replace(file)
    print(f"{name} reads {reads}; its token is in {token_file}. Restart serve and worker.")


@app.command
def mail(*, server: Server, token_file: TokenFile) -> None:
    """File the mail on standard input, as a mail server's pipe gives it.

    The status is 0 once it is filed, 75 where the mail server should try again, 65 where it is
    refused. Of a mail over 1 MiB the beginning is filed. Nothing of the mail is printed.
    """
    raw = sys.stdin.buffer.read(MOST_BYTES)
    while sys.stdin.buffer.read(MOST_BYTES):
        pass  # a mail server whose pipe breaks takes the mail for undelivered
    try:
        answer = _posted(server, token_file, "/v1/intake/mail", raw, "message/rfc822")
    except RefusedError as refused:
        # A wrong token is mended by the operator, and the mail must not be lost over it.
        _end(str(refused), _REFUSED if refused.problem.get("status") == _UNFIT else _TRY_AGAIN)
    except (httpx2.HTTPError, OSError, ToldError) as problem:
        _end(f"not filed: {type(problem).__name__}: {problem}", _TRY_AGAIN)
    print(f"filed as {answer.get('report')} in {answer.get('case')}")


@app.command
def csv(file: Path, *, server: Server, token_file: TokenFile) -> None:
    """File each row of a CSV file as a report, or as an alarm where it has a score.

    The columns are in docs/reference/intake.md. Wrong rows are named by line and field, the others
    are filed; sent again, each stands once. The status is 1 where a row was wrong.
    """
    filed, wrong = 0, 0
    opened = file.open(encoding="utf-8-sig", newline="")
    with opened as lines, progress("filing") as done:
        for found in batches(lines, secret(token_file), BATCH_BYTES):
            refused = [found] if isinstance(found, Wrong) else _file(server, token_file, found)
            filed += 0 if isinstance(found, Wrong) else len(found.items) - len(refused)
            wrong += len(refused)
            done(1 if isinstance(found, Wrong) else len(found.items))
            for one in refused:
                print(plain(f"line {one.line}: {one.field}: {one.detail}"))
    print(f"{filed} filed, {wrong} wrong")
    if wrong:
        sys.exit(1)


def _file(server: str, token_file: Path, rows: Rows) -> list[Wrong]:
    body = json.dumps({"items": rows.items}).encode()
    path = f"/v1/{rows.book}/batch"
    answer = _posted(server, token_file, path, body, "application/json")
    found = list[Wrong]()
    for line, item in zip(rows.lines, items(answer, "items"), strict=True):
        if item.get("problem") is not None:
            problem = as_object(item["problem"], "problem")
            detail = str(problem.get("detail"))[:_OWN]
            found.append(Wrong(line, str(problem.get("field")), detail))
    return found


def _posted(
    server: str, token_file: Path, path: str, body: bytes, media: str
) -> Mapping[str, object]:
    """Raises RefusedError, httpx2.HTTPError."""
    if not is_private(server):
        raise BadSettingError("server: https is needed")
    headers = {"Authorization": f"Bearer {secret(token_file)}", "Content-Type": media}
    with httpx2.Client(timeout=_TIMEOUT, trust_env=False) as http:
        answer = http.post(server.rstrip("/") + path, content=body, headers=headers)
    try:
        found = as_object(answer.json(), "answer")
    except ValueError:
        found = {"title": f"status {answer.status_code}", "detail": "no JSON", "way_out": ""}
    if answer.status_code >= 400:
        raise RefusedError({"status": answer.status_code, **found})
    return found


def _end(said: str, status: int) -> NoReturn:
    print(plain(said, 2000), file=sys.stderr)
    sys.exit(status)
