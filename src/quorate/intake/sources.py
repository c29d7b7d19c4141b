"""Who may file reports, and in whose words: what the file of intake tokens says of each. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final

from quorate.intake.model import is_category, is_connector
from quorate.ledger.fields import as_object, optional_text, text, texts
from quorate.vocabulary.addresses import is_private

UNSORTED: Final = "unsorted"
_SHORTEST: Final = 16
_WORD: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")


class Shape(StrEnum):
    """In which tool's words a source reports; its own word is the API's."""

    COOP = "coop"
    MAIL = "mail"
    MASTODON = "mastodon"
    OSPREY = "osprey"
    QUORATE = "quorate"


@dataclass(frozen=True, slots=True)
class Callback:
    """Where a platform is told what was decided, and the file of the RSA key that signs it.

    `actions` names our actions as the platform does; one that is left out has our own name.
    """

    action: str | None
    appeal: str | None
    key: Path
    actions: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Source:
    """One source. `secret` is its bearer token, API key, or the secret of its webhook.

    `areas` names the area of each word that the tool sorts by. `accounts` are the types of items
    that are accounts. `account`, `message` and `place` are the fields that name who wrote
    something, what, and where. `scores` are those of verdicts, 0 to 1. `links` are what stands
    before an account's id in an address, `domain` that of accounts that are mail addresses.
    """

    name: str
    secret: str = field(repr=False)
    shape: Shape = Shape.QUORATE
    connector: str = ""
    areas: Mapping[str, str] = field(default_factory=dict[str, str])
    accounts: frozenset[str] = frozenset()
    account: str = ""
    message: str = ""
    place: str = ""
    scores: Mapping[str, float] = field(default_factory=dict[str, float])
    links: tuple[str, ...] = ()
    domain: str = ""
    callback: Callback | None = None

    def area(self, word: str | None, known: frozenset[str] = frozenset()) -> str:
        """The area of a word: as it is set, else itself where it is one of `known`, for a word of
        anybody's would stand in the ledger for good."""
        if word is None:
            return UNSORTED
        return self.areas.get(word) or (word if word in known else UNSORTED)

    def action_of(self, word: str) -> str:
        """Our name of an action that the platform names."""
        return next((ours for ours, theirs in self._named() if theirs == word), word)

    def name_of(self, action: str) -> str:
        """The platform's name of one of our actions."""
        return next((theirs for ours, theirs in self._named() if ours == action), action)

    def _named(self) -> Iterator[tuple[str, str]]:
        if self.callback:
            yield from self.callback.actions.items()


_ALL: Final = frozenset({"token", "reads", "connector", "areas"})
SETTINGS: Final[Mapping[Shape, frozenset[str]]] = {
    Shape.COOP: _ALL | {"accounts", "account", "callback"},
    Shape.MAIL: _ALL | {"links", "domain"},
    Shape.MASTODON: _ALL,
    Shape.OSPREY: _ALL | {"account", "message", "place", "scores"},
}
"""What may be said of a source that speaks a tool's words; what of it is needed stands below."""
_MUST: Final[Mapping[Shape, frozenset[str]]] = {
    Shape.COOP: frozenset({"accounts", "account"}),
    Shape.OSPREY: frozenset({"areas", "account"}),
}


def is_word(name: str) -> bool:
    """Whether a source's name can be one word of a subject of NATS."""
    return _WORD.fullmatch(name) is not None


def read_sources(said: object, folder: Path) -> dict[str, Source]:
    """The sources by name. `folder` is where the files that they name are.

    A text is a token, and its source speaks the API's own words. Raises ValueError that names
    source and setting, and never shows a secret.
    """
    found = {name: _source(name, row, folder) for name, row in as_object(said, "sources").items()}
    secrets = [source.secret for source in found.values()]
    if len(set(secrets)) < len(secrets):
        raise ValueError("two sources have one secret")
    return found


def _source(name: str, said: object, folder: Path) -> Source:
    if isinstance(said, str):
        return Source(name, said)
    try:
        return _shaped(name, as_object(said, "source"), folder)
    except ValueError as problem:
        raise ValueError(f"{name}: {problem}") from problem


def _shaped(name: str, row: Mapping[str, object], folder: Path) -> Source:
    shape = Shape(text(row, "reads"))
    if shape is Shape.QUORATE:
        raise ValueError(f"reads: {shape} is a token alone")
    fault = next(_faults(shape, row), None)
    if fault:
        raise ValueError(fault)
    return Source(
        name,
        text(row, "token"),
        shape,
        text(row, "connector"),
        _words(row, "areas"),
        frozenset(texts(row, "accounts")),
        optional_text(row, "account") or "",
        optional_text(row, "message") or "",
        optional_text(row, "place") or "",
        _scores(row),
        tuple(texts(row, "links")),
        (optional_text(row, "domain") or "").lower(),
        _callback(row, folder),
    )


def _faults(shape: Shape, row: Mapping[str, object]) -> Iterator[str]:
    for name in sorted(set(row) - SETTINGS[shape]):
        yield f"{name}: there is no such setting of {shape}"
    for name in sorted(_MUST.get(shape, frozenset())):
        if not row.get(name):
            yield f"{name}: {shape} needs it"
    if not is_connector(text(row, "connector")):
        yield "connector: an instance such as matrix:example.org is needed"
    for word, area in _words(row, "areas").items():
        if not is_category(area):
            yield f"areas: {word}: a slug of at most 64 of a-z, 0-9, '.', '_' and '-' is needed"
    if len(text(row, "token")) < _SHORTEST:
        yield f"token: at least {_SHORTEST} characters are needed"


def _words(row: Mapping[str, object], name: str) -> dict[str, str]:
    found = as_object(row.get(name, {}), name)
    return {key: text(found, key) for key in found}


def _scores(row: Mapping[str, object]) -> dict[str, float]:
    found = as_object(row.get("scores", {}), "scores")
    for key, value in found.items():
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
            raise ValueError(f"scores: {key}: a number from 0 to 1 is needed")
    return {key: float(str(value)) for key, value in found.items()}


def _callback(row: Mapping[str, object], folder: Path) -> Callback | None:
    if "callback" not in row:
        return None
    found = as_object(row["callback"], "callback")
    if unknown := set(found) - {"action", "appeal", "key_file", "actions"}:
        raise ValueError(f"callback: there is no setting {min(unknown)}")
    action, appeal = _address(found, "action"), _address(found, "appeal")
    if not action and not appeal:
        raise ValueError("callback: action or appeal is needed")
    return Callback(action, appeal, folder / text(found, "key_file"), _words(found, "actions"))


def _address(row: Mapping[str, object], name: str) -> str | None:
    found = optional_text(row, name)
    if found is not None and not is_private(found):
        raise ValueError(f"callback.{name}: https is needed")
    return found
