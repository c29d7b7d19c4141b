"""`quorate incident`: who did that, from a ledger's folder offline or from the installation."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated
from urllib.parse import urlencode

from cyclopts import Parameter

from quorate.cli.access import Key, Where, client
from quorate.incidents.bundle import bundle as bundle_of
from quorate.incidents.document import document, lines
from quorate.incidents.looking import Asked
from quorate.incidents.offline import opened
from quorate.incidents.paper import printed
from quorate.incidents.timeline import tell
from quorate.ledger.fields import items
from quorate.vocabulary.terminal import plain
from quorate.vocabulary.times import now

Folder = Annotated[
    Path | None, Parameter(help="a ledger's folder, read whole and verified; no server is asked")
]


def incident(
    about: str = "",
    *,
    key: Key | None = None,
    profile: Where | None = None,
    since: str = "",
    until: str = "",
    ledger: Folder = None,
    genesis: str | None = None,
    bundle: Path | None = None,
    pdf: Path | None = None,
    as_json: Annotated[bool, Parameter(name="--json")] = False,
) -> None:
    """Tell who did what, when and why: of an account, a person, a case_…, a prop_… or a time.

    In a folder an account goes by its pseudonym. `--genesis` pins whose ledger it must be;
    `--bundle` writes a zip file that proves itself, `--pdf` a document to read; both want
    `--ledger`. Times are UTC: 2026-11-25T16:45:00.000Z.
    """
    if not (about or since or until):
        sys.exit("Name an account, a person, a case, a proposal, or a time.")
    if ledger is not None:
        with opened(ledger, genesis) as look:
            asked = Asked(about, since, until)
            found = look.page(asked, limit=sys.maxsize)
            if bundle is not None:
                bundle.write_bytes(bundle_of(look, asked, found.entries))
            if pdf is not None:
                pdf.write_bytes(printed(look, asked, found))
            _show(document(tell(found.entries, look, now())), as_json)
        return
    if bundle is not None or pdf is not None:
        sys.exit("Give --ledger FOLDER: files are made of a ledger that was verified whole.")
    if key is None or profile is None:
        sys.exit("Give --ledger FOLDER, or --key and --profile to ask the installation.")
    wanted = {"about": about, "since": since, "until": until, "limit": "500"}
    told: dict[str, list[Mapping[str, object]]] = {"steps": [], "courses": []}
    cursor: object = -1
    while cursor is not None:
        path = f"/v1/incidents?{urlencode({**wanted, 'cursor': str(cursor)})}"
        page = client(profile, key).call("GET", path)
        for name in told:
            told[name] += items(page, name)
        cursor = page["cursor"]
    _show(told, as_json)


def _show(told: Mapping[str, object], as_json: bool) -> None:
    if as_json:
        print(json.dumps(told, indent=2))
    else:
        print("\n".join(plain(line, 600) for line in lines(told)) or "Nothing names this.")
