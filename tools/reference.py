"""Write the pages of the reference that are made: `python -m tools.reference`.

`docs/reference/cli.md` from the commands themselves, `docs/reference/api.md` from the API's
OpenAPI document, as `/reference` of a running installation shows it, and the table of
`docs/reference/figures.md` from `benchmarks/results.json`.
"""

import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final
from unittest.mock import patch

from tools.client_types import document

from quorate.api.around.problems import MEDIA_TYPE
from quorate.api.routes.reference import Field, Operation, operations
from quorate.cli import app

ROOT: Final = Path(__file__).parents[1]
FOLDER: Final = ROOT / "docs/reference"
MADE: Final = "<!-- Made by `python -m tools.reference`: change what it is made from. -->\n"
_COMMANDS: Final = """# Command line

`quorate COMMAND --help` says the same. An argument in capitals is given by its place or by its
name. People's commands take `--key` (a key file of mode 0600), `--who` (the id in the people file)
and `--profile` (the installation's `profile.json`); `QUORATE_KEY`, `QUORATE_PERSON` and
`QUORATE_PROFILE` stand in for them. A refusal is one line, which names the way out, and a status
of 1.
"""
_API: Final = """# HTTP API

{about} A running installation shows this page at `/reference`, and the same for machines, OpenAPI
3.1, at `/schema`.

{made}
## Every error

An answer of `{media_type}`; what each may be is told under [problems](problems.md).

| field | |
|---|---|"""
HOW: Final[Mapping[str, str]] = {
    "amend": "../reference/amendments.md",
    "approve": "approve-and-hand-over.md",
    "backup": "back-up.md",
    "restore-backup": "back-up.md",
    "connector check": "connect-a-platform.md#check-it",
    "erase": "erase-a-value.md",
    "explain": "write-policies.md",
    "forget": "keep-and-erase.md",
    "found": "first-start.md",
    "free-account": "out-of-band-changes.md",
    "genesis": "first-start.md",
    "incident": "answer-who-did-that.md",
    "intake csv": "../reference/intake.md#columns-of-a-csv-file",
    "intake mail": "bring-reports-in.md#the-abuse-box",
    "intake source": "bring-reports-in.md",
    "key label": "be-a-labeler.md#labels",
    "key passkey": "passkeys.md",
    "ledger rebuild": "../reference/rebuild.md",
    "link": "passkeys.md",
    "link-sign-in": "sign-in.md",
    "lower": "register.md",
    "people source": "connect-identity-provider.md",
    "prepare": "first-start.md",
    "prepare-log-keys": "keep-the-log.md#change-the-logs-keys",
    "prepare-witness": "witness.md",
    "propose": "decide-for-a-time.md",
    "protect": "register.md",
    "replay": "../explanation/replays.md",
    "retention": "keep-and-erase.md",
    "reveal": "private-data.md",
    "rules": "write-policies.md",
    "signals": "write-signal-rules.md",
    "signals bank": "../reference/signals.md#banks-of-hashes",
    "sor check": "../reference/statements-of-reasons.md",
    "transparency": "report-transparency.md",
    "whatif": "ask-what-if.md",
}
"""Where more is said of a command, from `docs/how-to`."""
_SPELLED: Final = (
    (r"[ \t]+$", ""),
    (r"^\*\*Commands\*\*:\n\n(?:\* .*\n)+", ""),
    (r"^\*\*Parameters\*\*:\n", ""),
    (r"^\* `--(?:key|who|profile) [A-Z]+`: .*QUORATE_(?:KEY|PERSON|PROFILE).*\n?", ""),
    (r"^(\* `[^`]+`):$", r"\1"),
    (r"`: \*\*\[required\]\*\*", "`: required"),
    (r" \*\*\[required\]\*\*", " (required)"),
    (r" \*\[env: (\w+)\]\*", r" (or `\1`)"),
    (r" \*\[choices: ([^\]]+)\]\*", r" (\1)"),
    (r" \*\[default: ([^\]]*)\]\*", r" (else `\1`)"),
    (r"```console", "```text"),
    (r"\n{3,}", "\n\n"),
)


def commands() -> str:
    """The page of the command line."""
    app.resolved_commands()  # they are loaded by name, when asked for
    with patch.object(sys, "argv", ["quorate"]):  # else the usage tells who asked
        made = app.generate_docs()
    parts = re.split(r"^(#{2,}) quorate (.+)$", made, flags=re.MULTILINE)[1:]
    told = sorted(zip(parts[::3], parts[1::3], parts[2::3], strict=True), key=lambda of: of[1])
    if unknown := HOW.keys() - {name for _, name, _ in told}:
        raise ValueError(f"there is no command {min(unknown)}")
    return "\n".join([_COMMANDS, MADE, *(_command(*one) for one in told)])


def _command(depth: str, name: str, body: str) -> str:
    """Its part of the page, without what the page says once: who asks, and a group's commands."""
    for pattern, by in _SPELLED:
        body = re.sub(pattern, by, body, flags=re.MULTILINE)
    more = f"\n\nMore: [{_page(name)}]({_link(name)})." if name in HOW else ""
    return f"{depth} quorate {name}\n\n{body.strip()}{more}\n"


def _link(name: str) -> str:
    page = HOW[name]
    return page.removeprefix("../reference/") if page.startswith("../reference/") else _up(page)


def _up(page: str) -> str:
    return page if page.startswith("../") else f"../how-to/{page}"


def _page(name: str) -> str:
    """The title of the page."""
    file = (FOLDER / _link(name).partition("#")[0]).read_text()
    return file.partition("\n")[0].removeprefix("# ")


def api() -> str:
    """The page of the API."""
    found = document()
    every = operations(found)
    problem = found["components"]["schemas"]["Problem"]
    rows = [
        f"| `{name}` | {_cell(str(of.get('description', '')))} |"
        for name, of in problem["properties"].items()
    ]
    about = found["info"]["description"]
    head = _API.format(about=about, made=MADE, media_type=MEDIA_TYPE)
    groups: dict[str, list[Operation]] = {}
    for one in every:
        groups.setdefault(_group(one), []).append(one)
    return "\n".join([head, *rows, "", *(_section(name, of) for name, of in groups.items())])


def _group(operation: Operation) -> str:
    """What the path is about: its first word after the version."""
    words = operation.path.strip("/").split("/")
    return "coop" if words[0] == "api" else words[-1] if len(words) < 2 else words[1]


def _section(name: str, of: Sequence[Operation]) -> str:
    return "\n".join([f"## {name.replace('-', ' ').capitalize()}\n", *map(_operation, of)])


def _operation(one: Operation) -> str:
    refused = [status for status, _, kind in one.answers if kind == MEDIA_TYPE]
    good = [f"`{code}`: {says.rstrip('.')}." for code, says, of in one.answers if of != MEDIA_TYPE]
    lines = [f"### `{one.method} {one.path}`\n", one.says, ""]
    if one.needs:
        lines += [f"Needs {', '.join(one.needs)}.", ""]
    lines += _table("takes", one.takes, lambda f: f"{f.place}{'' if f.required else ', optional'}")
    lines += _table("gives", one.gives, lambda _: "")
    lines += [" ".join([*good, f"Refused with {', '.join(refused)}."]), ""]
    return "\n".join(lines)


def _table(title: str, fields: Sequence[Field], place: Callable[[Field], str]) -> Iterator[str]:
    """What it takes or gives, a row a field."""
    if not fields:
        return
    yield f"| {title} | type | |"
    yield "|---|---|---|"
    for field in fields:
        said = "; ".join(part for part in (place(field), field.says) if part)
        yield f"| `{field.name}` | {_cell(field.type)} | {_cell(said)} |"
    yield ""


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


def figures() -> str:
    """The page of figures: what stands above its table stays as somebody wrote it."""
    head, _, _ = (FOLDER / "figures.md").read_text().partition("| figure |")
    rows = [f"| `{name}` | {shown(value)} |" for name, value in _measured().items()]
    return "\n".join([head + "| figure | measured |", "|---|---|", *rows, ""])


def _measured() -> dict[str, float]:
    found: dict[str, float] = json.loads((ROOT / "benchmarks/results.json").read_text())
    return found


def shown(value: float) -> str:
    """A figure as pages have it."""
    return f"{value:.3f}" if value < 1 else f"{value:.1f}"


PAGES: Final[Mapping[str, Callable[[], str]]] = {
    "api.md": api,
    "cli.md": commands,
    "figures.md": figures,
}


def main() -> None:
    """Writes the pages."""
    for name, made in PAGES.items():
        (FOLDER / name).write_text(made())


if __name__ == "__main__":
    main()
