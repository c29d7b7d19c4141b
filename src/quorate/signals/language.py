"""The language of rules: CEL, checked when a rule is written. Pure.

Common Expression Language by its own project's library: types are checked before anything runs,
and no expression loops. What is let through is less: no macros, so that cost follows the length, no
maps, and only patterns that are written out, since a reported text must not become one.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from cel_expr_python import cel

from quorate.signals.record import TYPES, Record

LONGEST: Final = 1_000
DEEPEST: Final = 12
FUNCTIONS: Final = ("contains", "double", "endsWith", "int", "matches", "size", "startsWith")
_TOKEN: Final = re.compile(
    r"""(?P<space>\s+)
    | (?P<text>"(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*')
    | (?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)
    | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
    | (?P<sign>&&|\|\||[=!<>]=|[<>!+*/%?:.,()\[\]-])""",
    re.VERBOSE,
)
_CODED: Final = re.compile(r"\{|\\[xXuU0-7]")
_TOLD: Final = re.compile(r"<input>:(\d+):(\d+): (.+)")
_UNDECLARED: Final = re.compile(r"undeclared reference to '([^']+)'.*")
_OVERLOAD: Final = re.compile(r"found no matching overload for '([^']+)' applied to '\((.*)\)'")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and where: both count from 1."""

    line: int
    column: int
    why: str

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}: {self.why}"


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    said: str
    at: int


class Asked:
    """A report that any number of programs are asked about: its fields are handed over once."""

    def __init__(self, record: Record) -> None:
        self.fields = _env().Activation(data=record.facts())


class Program:
    """A checked expression, ready to be asked about any number of reports."""

    def __init__(self, compiled: cel.Expression) -> None:
        self._compiled = compiled

    def holds(self, asked: Asked) -> bool | None:
        """Whether the report is hit; None where the expression fails, as a division by zero does.
        It costs some microseconds, whatever the report says."""
        try:
            found: object = self._compiled.eval(asked.fields).value()
        except RuntimeError:
            return None
        return found if isinstance(found, bool) else None


def read(expression: str) -> Program | Fault:
    """The program, or the first fault with its place."""
    if len(expression) > LONGEST:
        return Fault(1, LONGEST + 1, f"at most {LONGEST} characters")
    tokens = _tokens(expression)
    if isinstance(tokens, Fault):
        return tokens
    fault = _misplaced(expression, tokens)
    if fault is not None:
        return fault
    try:
        compiled = _env().compile(expression)
    except RuntimeError as error:
        return _told(str(error))
    if compiled.return_type().name() != cel.Type.BOOL.name():
        return Fault(1, 1, f"true or false is needed, this is {compiled.return_type().name()}")
    return _unreadable(expression, tokens) or Program(compiled)


@cache
def _env() -> cel.Env:
    known = {str: cel.Type.STRING, int: cel.Type.INT, float: cel.Type.DOUBLE}
    return cel.NewEnv(variables={name: known[kind] for name, kind in TYPES.items()})


def _tokens(said: str) -> list[_Token] | Fault:
    """Everything but white space. Two texts side by side, or a text with a letter before it, are
    forms of CEL that this reader and the library could take for different things: refused."""
    found: list[_Token] = []
    place = 0
    while place < len(said):
        match = _TOKEN.match(said, place)
        if match is None:
            return _at(said, place, f"{said[place]!r} has no place here")
        kind = str(match.lastgroup)
        beside = bool(found) and found[-1].at + len(found[-1].said) == place
        if kind == "text" and beside and found[-1].kind in ("text", "name"):
            return _at(said, place, "a text stands by itself, between one pair of quotes")
        if kind != "space":
            found.append(_Token(kind, match.group(), place))
        place = match.end()
    return found


def _misplaced(said: str, tokens: Sequence[_Token]) -> Fault | None:
    depth = branches = 0
    for number, token in enumerate(tokens):
        following = [t.said for t in tokens[number + 1 : number + 4]]
        depth += (token.said in ("(", "[")) - (token.said in (")", "]"))
        branches += token.said == "?"
        if depth > DEEPEST or branches > DEEPEST:
            return _at(said, token.at, f"nested deeper than {DEEPEST}")
        if token.said == "/" and following[:1] == ["/"]:
            return _at(said, token.at, "a rule has no comments")
        if token.kind == "name" and token.said != "in" and following[:1] == ["("]:
            fault = _call(said, token, tokens[number + 2 : number + 4])
            if fault is not None:
                return fault
    return None


def _call(said: str, token: _Token, inside: Sequence[_Token]) -> Fault | None:
    if token.said not in FUNCTIONS:
        return _at(said, token.at, f"{token.said} is none of {', '.join(FUNCTIONS)}")
    if token.said != "matches":
        return None
    if [t.kind for t in inside] != ["text", "sign"] or inside[1].said != ")":
        return _at(said, token.at, "a pattern is written out, as one text")
    if _CODED.search(inside[0].said):
        return _at(said, inside[0].at, "a pattern has no counted repetition, and no coded letters")
    return None


def _unreadable(said: str, tokens: Sequence[_Token]) -> Fault | None:
    """A pattern that the library cannot read fails at each report: found here, by asking it."""
    for before, token in zip(tokens, tokens[2:], strict=False):
        if before.said == "matches" and token.kind == "text":
            found: object = _env().compile(f"''.matches({token.said})").eval(data={}).value()
            if not isinstance(found, bool):
                return _at(said, token.at, "this pattern cannot be read")
    return None


def _told(error: str) -> Fault:
    """The library's first complaint, in words that name the field."""
    found = _TOLD.search(error)
    if found is None:
        return Fault(1, 1, error.partition("\n")[0][:200])
    why = found[3].partition(" expecting {")[0].removesuffix(" [INVALID_ARGUMENT]").strip()
    if unknown := _UNDECLARED.match(why):
        why = f"there is no field {unknown[1]}"
    elif overload := _OVERLOAD.match(why):
        why = f"{overload[1].strip('_')} does not go with {overload[2]}"
    return Fault(int(found[1]), int(found[2]), why[:200])


def _at(said: str, place: int, why: str) -> Fault:
    before = said[:place]
    return Fault(before.count("\n") + 1, place - before.rfind("\n"), why)
