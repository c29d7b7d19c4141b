"""Collect the console's English texts into its catalogues: `python -m tools.messages`.

The texts come from templates, from Python of the console (`say`, `count`, `plural`), from its own
scripts (`say`), and from words that other rooms keep in closed lists, which a page looks up where
it shows them. A text that is gone leaves the catalogue, a new one stands there untranslated.
"""

import ast
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from babel import Locale
from babel.messages import Catalog
from babel.messages.extract import extract_javascript
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

from quorate.authority import difference
from quorate.authority.explain import VERBS
from quorate.console.catalogues import FOLDER
from quorate.console.tongues import GAP
from quorate.console.words import TIERS
from quorate.decisions import versions
from quorate.decisions.interest import QUESTIONS
from quorate.incidents.replay import TWIN
from quorate.incidents.scenes import STORIES
from quorate.incidents.whatif import CAVEATS
from quorate.vocabulary.actions import FACTS as ACTIONS
from quorate.vocabulary.criteria import CRITERIA
from quorate.vocabulary.events import Event
from quorate.vocabulary.kinds import (
    Channel,
    Employment,
    EscalateReason,
    LeaveReason,
    LessIntrusive,
    Means,
    Outcome,
    ReopenReason,
    Role,
    SkipReason,
    SubjectKind,
)
from quorate.vocabulary.private import FIELDS, Purpose
from quorate.vocabulary.problems import FACTS as PROBLEMS

SOURCE = Path(__file__).parent.parent / "src" / "quorate"
CONSOLE = SOURCE / "console"
CALLS = {"_": 1, "gettext": 1, "say": 1, "count": 2, "ngettext": 2, "plural": 2}
REFUSALS = {"refuse", "Refusal"}
TOLD = {
    "authority/explain.py",
    "authority/kernel.py",
    "cases/priority.py",
    "people/model.py",
}
ENUMS = (
    Channel,
    Employment,
    EscalateReason,
    LeaveReason,
    LessIntrusive,
    Means,
    Outcome,
    Purpose,
    ReopenReason,
    Role,
    SkipReason,
    SubjectKind,
)
SLOTS = (
    "approver",
    "approver of a second team",
    "approver under a second manager",
    "approver who is an employee",
    "approver who manages none of the others",
    "proposer",
)
OUTCOMES = (
    "already abandoned",
    "already done",
    "already failed",
    "already refused",
    "in force",
    "restored",
    "revoked by its proposer",
    "voided by a restore on its subject",
)
NARROWINGS = (
    "no new claim or proposal",
    "nothing",
    "nothing irreversible, no bulk",
    "the shift is over",
)
STANDING = (
    "%(a)s: access is locked",
    "%(a)s: off shift",
    "%(a)s: the contract ended at %(b)s",
    "%(a)s: the last %(b)s minutes of the last day: nothing irreversible, no bulk",
    "%(a)s: the last %(b)s minutes of the shift: no new claim or proposal",
    "at no tier",
    "at no tier; this is tier %(a)s",
    "tier %(a)s",
    "up to tier %(a)s; this is tier %(b)s",
    "access is locked",
    "employed, inside contract and on shift",
    "it may be done",
    "no part in this matter that the ledger knows",
    "none of the roles has this power",
    "not too near the end of the shift",
    "off shift",
    "the role has this power",
    "kernel: alive",
    "kernel: narrowing",
    "kernel: own matter",
    "kernel: roles",
    "rules of authority",
    "still in force",
)
Message = str | tuple[str, str]


def templates() -> Iterator[tuple[Message, str]]:
    """What templates say, each with its file."""
    for path in sorted((CONSOLE / "templates").glob("*.html")):
        with path.open("rb") as file:
            for _, call, found, _ in babel_extract(file, [*CALLS], [], {}):
                said = [found] if isinstance(found, str) else [t for t in found or () if t]
                if said:
                    yield _message(said[: CALLS[call]]), path.name


def modules() -> Iterator[tuple[Message, str]]:
    """What the console's Python says, and what refusals say that carry no value."""
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            name = node.func.id
            if name in CALLS and path.is_relative_to(CONSOLE):
                found = [text for a in node.args[: CALLS[name]] if (text := _constant(a))]
                if len(found) == CALLS[name]:
                    yield _message(found), path.name
            elif _is_refusal(node) and (text := _constant(node.args[1])):
                yield text, path.name


def _constant(node: ast.expr) -> str:
    match node:
        case ast.Constant(value=str(text)):
            return text
        case _:
            return ""


def _message(texts: list[str]) -> Message:
    return (texts[0], texts[1]) if len(texts) > 1 else texts[0]


def sentences() -> Iterator[tuple[Message, str]]:
    """What refusals and grounds say with values in it; short ones would fit everything."""
    for path in sorted(SOURCE.rglob("*.py")):
        told = path.relative_to(SOURCE).as_posix() in TOLD
        for node in ast.walk(ast.parse(path.read_text())):
            if told:
                yield from _sentence(node, path)
            elif isinstance(node, ast.Call) and _is_refusal(node):
                yield from _sentence(node.args[1], path)


def _is_refusal(call: ast.Call) -> bool:
    named = isinstance(call.func, ast.Name) and call.func.id in REFUSALS
    return named and len(call.args) > 1


def _sentence(node: ast.AST, path: Path) -> Iterator[tuple[Message, str]]:
    if not isinstance(node, ast.JoinedStr):
        return
    names = iter("abcdefgh")
    parts = [_constant(v).replace("%", "%%") or f"%({next(names)})s" for v in node.values]
    said = " ".join(part for part in parts if not GAP.fullmatch(part))
    if len(re.findall("[A-Za-z]{2,}", said)) >= 2 and parts.count("%(d)s") == 0:
        yield "".join(parts), path.name


def scripts() -> Iterator[tuple[Message, str]]:
    """What the console's own scripts say."""
    for path in sorted((CONSOLE / "static").glob("*.js")):
        if path.name != "htmx.min.js":
            with path.open("rb") as file:
                for _, _, text, _ in extract_javascript(file, {"say": None}, [], {}):
                    yield (text if isinstance(text, str) else text[0]), path.name


def closed() -> Iterator[tuple[Message, str]]:
    """The words of other rooms' closed lists."""
    words: list[str] = [str(word) for enum in ENUMS for word in enum]
    words += [*ACTIONS, *CRITERIA, *VERBS, *FIELDS, "open", "closed", "report", "alarm"]
    for word in words:
        yield word.replace("_", " ").replace("-", " "), "closed"
    told = [*TIERS, *QUESTIONS.values(), *Event, CAVEATS, TWIN]
    told += [facts.says for facts in (*ACTIONS.values(), *CRITERIA.values(), *FIELDS.values())]
    told += [text for facts in PROBLEMS.values() for text in (facts.title, facts.way_out)]
    told += [text for story in STORIES.values() for text in (story.title, story.tells)]
    told += [*versions.COMPARED, *difference.TITLES.values(), *OUTCOMES, *NARROWINGS, *STANDING]
    for text in told:
        yield str(text), "closed"
    for slot in SLOTS:
        yield (slot, f"%(num)s {slot}s"), "closed"


def collected() -> Catalog:
    """Every text once, with the files that it stands in."""
    catalogue = Catalog()
    found = [*templates(), *modules(), *sentences(), *scripts(), *closed()]
    plurals = {m[0] for m, _ in found if isinstance(m, tuple)}
    for message, place in sorted(found, key=str):
        if isinstance(message, tuple) or message not in plurals:
            catalogue.add(message, locations=[(place, 1)])
    return catalogue


def update(path: Path, found: Catalog) -> int:
    """Writes the catalogue with what was found; how many texts have no translation."""
    with path.open("rb") as file:
        known = read_po(file, Locale.parse(path.parent.parent.name, sep="-"))
    found.creation_date = known.creation_date
    known.update(found, no_fuzzy_matching=True, update_header_comment=False)
    known.obsolete.clear()
    with path.open("wb") as file:
        write_po(file, known, width=100, sort_output=True, include_lineno=False)
    return sum(1 for message in known if message.id and not all(texts(message.string)))


def texts(string: str | Sequence[str] | None) -> list[str]:
    """One text, or each form of a plural."""
    return [string] if isinstance(string, str) else list(string or ("",))


def main() -> None:
    """Updates every catalogue."""
    for path in sorted(FOLDER.glob("*/LC_MESSAGES/quorate.po")):
        print(f"{path.parent.parent.name}: {update(path, collected())} without a translation")


if __name__ == "__main__":
    main()
