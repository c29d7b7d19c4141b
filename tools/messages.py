"""Collect the English texts of all pages into the catalogues: `python -m tools.messages`.

The texts come from the console's and the signer's templates and scripts (`say`), from Python that
speaks (`say`, `count`, `plural`, `phrase`, `word`), from the stories that are replayed, and from
words that other rooms keep in closed lists, which a page looks up where it shows them. A text that
is gone leaves the catalogue, a new one stands there untranslated.
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
from tools import happened

from quorate.authority import difference
from quorate.authority.charter import AMENDED
from quorate.authority.explain import VERBS
from quorate.decisions import versions
from quorate.decisions.interest import QUESTIONS
from quorate.exports.document import WORDS, Stands
from quorate.incidents.replay import TWIN
from quorate.incidents.scenes import STORIES
from quorate.incidents.whatif import CAVEATS
from quorate.intake.flaggers import SuspendReason
from quorate.intake.misuse import Step
from quorate.intake.notices import OTHER
from quorate.languages.catalogues import FOLDER
from quorate.languages.tongues import GAP, spaced
from quorate.orders.actions import Letter
from quorate.orders.content import Element, Telling, Via
from quorate.orders.model import How, Stage
from quorate.signals.banks import BankState
from quorate.signals.model import State
from quorate.vocabulary.actions import FACTS as ACTIONS
from quorate.vocabulary.criteria import CRITERIA
from quorate.vocabulary.events import Event
from quorate.vocabulary.kinds import (
    AppealOutcome,
    Channel,
    Employment,
    EscalateReason,
    LeaveReason,
    LessIntrusive,
    Means,
    OrderGround,
    OrderKind,
    OrderOutcome,
    Outcome,
    ReopenReason,
    Role,
    Settlement,
    SkipReason,
    Slot,
    SubjectKind,
)
from quorate.vocabulary.private import FIELDS, Purpose
from quorate.vocabulary.problems import FACTS as PROBLEMS
from quorate.vocabulary.tiers import TIERS

SOURCE = Path(__file__).parent.parent / "src" / "quorate"
CONSOLE = SOURCE / "console"
PUBLIC = SOURCE / "public"
SIGNER = SOURCE / "signer"
CALLS = {"_": 1, "gettext": 1, "say": 1, "phrase": 1, "count": 2, "ngettext": 2, "plural": 2}
SPOKEN = {"say": 1, "phrase": 1, "count": 2, "plural": 2, "word": 1}
SPEAKS = "from quorate.languages.tongues import"
REFUSALS = {"refuse": 1, "Refusal": 1, "ForgedError": 0, "Fault": 2, "_at": 2, "misfit": 0}
MISTRUSTS = {"MistrustError", "ValueError", "mistrust"}
MISTRUSTED = {
    "authority/amendment.py",
    "authority/shown.py",
    "decisions/interest.py",
    "decisions/shown.py",
    "decisions/statement.py",
    "ledger/fields.py",
    "signer/app.py",
}
STEPS = {  # where a call of a scene says what somebody does, or what came of it
    "approve": (2,),
    "forged": (1, 3),
    "had_it_been": (0, 1),
    "judged": (2,),
    "order": (2,),
    "propose": (1,),
    "step": (1,),
}
TOLD = {
    "authority/explain.py",
    "authority/kernel.py",
    "cases/priority.py",
    "incidents/replay.py",
    "people/model.py",
}
ENUMS = (
    AppealOutcome,
    BankState,
    Channel,
    Element,
    Employment,
    EscalateReason,
    How,
    LeaveReason,
    LessIntrusive,
    Letter,
    Means,
    OrderGround,
    OrderKind,
    OrderOutcome,
    Outcome,
    Purpose,
    ReopenReason,
    Role,
    Settlement,
    SkipReason,
    Slot,
    Stage,
    Stands,
    State,
    Step,
    SubjectKind,
    SuspendReason,
    Telling,
    Via,
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
    "ended",
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
AMENDABLE = (
    *("accounts", "actions", "area", "contract end", "effector", "employment", "hash", "id"),
    *("interim", "languages", "last working day", "locked", "manager", "pseudonym", "regions"),
    *("law", "reference url", "retired", "roles", "settings", "severity", "shift", "team", "text"),
    *("training", "vendor", "version", "zone"),
)
Message = str | tuple[str, str]


def templates() -> Iterator[tuple[Message, str]]:
    """What templates say, each with its file."""
    for path in (
        p for room in (CONSOLE, PUBLIC, SIGNER) for p in sorted(room.glob("templates/*.html"))
    ):
        with path.open("rb") as file:
            for _, call, found, _ in babel_extract(file, [*CALLS], [], {}):
                said = [found] if isinstance(found, str) else [t for t in found or () if t]
                if said:
                    yield _message(said[: CALLS[call]]), path.name


def modules() -> Iterator[tuple[Message, str]]:
    """What Python says that speaks, and what refusals say that carry no value."""
    for path in sorted(SOURCE.rglob("*.py")):
        source = path.read_text()
        for node in ast.walk(ast.parse(source)):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            name = node.func.id
            if name in SPOKEN and SPEAKS in source:
                found = [text for a in node.args[: SPOKEN[name]] if (text := _constant(a))]
                if len(found) == SPOKEN[name]:
                    yield _message([*map(spaced, found)] if name == "word" else found), path.name
            elif (said := _refused(node, path)) and (text := _constant(said)):
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
            elif isinstance(node, ast.Call) and (said := _refused(node, path)):
                yield from _sentence(said, path)


def _refused(call: ast.Call, path: Path) -> ast.expr | None:
    """What a refusal says, or the signer's mistrust."""
    name = call.func.id if isinstance(call.func, ast.Name) else ""
    if name in REFUSALS and len(call.args) > REFUSALS[name]:
        return call.args[REFUSALS[name]]
    mistrusts = name in MISTRUSTS and path.relative_to(SOURCE).as_posix() in MISTRUSTED
    return call.args[0] if mistrusts and call.args else None


def played() -> Iterator[tuple[Message, str]]:
    """What the replayed stories say: in the calls that tell a step, and as their ending."""
    for path in sorted((SOURCE / "incidents" / "scenes").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            told: list[ast.expr] = []
            match node:
                case ast.Call(func=ast.Attribute(attr=name), args=given) if name in STEPS:
                    told = [given[place] for place in STEPS[name] if place < len(given)]
                case ast.Return(value=ast.JoinedStr() as ending):
                    told = [ending]
                case _:
                    pass
            for one in told:
                yield from _either(one, path)


def _either(node: ast.expr, path: Path) -> Iterator[tuple[Message, str]]:
    if isinstance(node, ast.IfExp):
        yield from _either(node.body, path)
        yield from _either(node.orelse, path)
    elif text := _constant(node):
        yield text, path.name
    else:
        yield from _sentence(node, path)


def _sentence(node: ast.AST, path: Path) -> Iterator[tuple[Message, str]]:
    if not isinstance(node, ast.JoinedStr):
        return
    names = iter("abcdefgh")
    parts = [_constant(v).replace("%", "%%") or f"%({next(names)})s" for v in node.values]
    said = " ".join(part for part in parts if not GAP.fullmatch(part))
    if len(re.findall("[A-Za-z]{2,}", said)) >= 2 and parts.count("%(d)s") == 0:
        yield "".join(parts), path.name


def scripts(room: Path) -> Iterator[tuple[Message, str]]:
    """What a room's own scripts say."""
    for path in sorted(room.glob("static/*.js")):
        if path.name != "htmx.min.js":
            with path.open("rb") as file:
                for _, _, text, _ in extract_javascript(file, {"say": None}, [], {}):
                    yield (text if isinstance(text, str) else text[0]), path.name


def closed() -> Iterator[tuple[Message, str]]:
    """The words of other rooms' closed lists."""
    words: list[str] = [str(word) for enum in ENUMS for word in enum]
    words += [
        *ACTIONS,
        *CRITERIA,
        *VERBS,
        *FIELDS,
        "open",
        "closed",
        "report",
        "alarm",
        OTHER,
        *WORDS,
    ]
    words += [*AMENDED, *AMENDABLE, *happened.WORDS]
    for word in words:
        yield spaced(word), "closed"
    told = [*TIERS, *QUESTIONS.values(), *Event, CAVEATS, TWIN]
    told += [facts.says for facts in (*ACTIONS.values(), *CRITERIA.values(), *FIELDS.values())]
    told += [text for facts in PROBLEMS.values() for text in (facts.title, facts.way_out)]
    told += [text for story in STORIES.values() for text in (story.title, story.tells)]
    told += [*versions.COMPARED, *difference.TITLES.values(), *OUTCOMES, *NARROWINGS, *STANDING]
    for text in (*told, *happened.TEXTS, *happened.FORMS):
        yield str(text), "closed"
    for slot in SLOTS:
        yield (slot, f"%(num)s {slot}s"), "closed"


def collected() -> Catalog:
    """Every text once, with the files that it stands in."""
    catalogue = Catalog()
    found = [*templates(), *modules(), *sentences(), *played(), *closed()]
    found += [*scripts(CONSOLE), *scripts(SIGNER)]
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
