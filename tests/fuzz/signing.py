"""What Schemathesis loads (SCHEMATHESIS_HOOKS=tests.fuzz.signing): each request is signed, in turns
by each of the people, about what exists where it can be, and counted with its status.

`QUORATE_FUZZED` names a JSON file: `keys` (paths), `token` of the intake, `counted` (a file that is
added to, a line each: method, path of the schema, status).
"""

import itertools
import json
import os
import random
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import schemathesis  # pyright: ignore[reportMissingModuleSource]
from requests import PreparedRequest
from requests.auth import AuthBase

from quorate.ledger.keys import PrivateKey
from quorate.people.requests import signed_headers

_told: dict[str, Any] = json.loads(Path(os.environ["QUORATE_FUZZED"]).read_text())
_keys = itertools.cycle([PrivateKey.load(Path(path)) for path in _told["keys"]])
_chance = random.Random(1)
_seen: dict[str, list[str]] = defaultdict(list)
_ID = re.compile(r"\b(case|prop|appeal|order|hold)_[0-9a-f]{32}\b")
_OF = re.compile(r"^/v1/(case|prop|appeal|order|hold)")


class Signed(AuthBase):
    """Signs what is really sent; a source's token goes along, since some routes ask for that."""

    def __call__(self, sent: PreparedRequest) -> PreparedRequest:
        content = sent.body or b""
        body = content.encode() if isinstance(content, str) else content
        if isinstance(body, bytes):
            made = signed_headers(next(_keys), str(sent.method), str(sent.url), body)
            sent.headers.update(made)
        sent.headers["Authorization"] = f"Bearer {_told['token']}"
        return sent


schemathesis.auth.set_from_requests(Signed())


@schemathesis.serializer("message/rfc822")
def mail(_context: Any, value: Any) -> bytes:
    """A letter is bytes as they come."""
    return value if isinstance(value, bytes) else str(value).encode()


@schemathesis.hook
def map_path_parameters(context: Any, path_parameters: dict[str, Any] | None) -> Any:
    """Every second id is one that an answer showed."""
    found = _OF.match(context.operation.path)
    known = _seen[found[1]] if found else []
    if known and path_parameters and "id" in path_parameters and _chance.random() < 0.5:
        return {**path_parameters, "id": _chance.choice(known)}
    return path_parameters


@schemathesis.hook
def after_call(_context: Any, case: Any, response: Any) -> None:
    """One line each, so that a run that is stopped has counted too."""
    operation = case.operation
    with Path(_told["counted"]).open("a") as file:
        file.write(f"{operation.method.upper()} {operation.path} {response.status_code}\n")
    for match in itertools.islice(_ID.finditer(response.text), 20):
        if match[0] not in _seen[match[1]]:
            _seen[match[1]].append(match[0])
