"""What an entry is about: the accounts, people, cases, proposals, keys and policies that it names.

Read from the bytes as they stand, whoever wrote them: a name is a way to an entry and proves
nothing. Rows that are no entries name nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, cast

from pydantic_core import from_json

from quorate.decisions.catalogue import read_policy
from quorate.people.keys import key_id
from quorate.people.passkeys import point
from quorate.vocabulary.kinds import Algorithm

LONGEST: Final = 256
_STAMP: Final = 24
_FIELDS: Final = (
    "account",
    "amendment",
    "appeal",
    "asked_by",
    "by",
    "case",
    "creator",
    "assigner",
    "glass",
    "person",
    "proposal",
    "ref",
    "reveal",
    "signer",
    "to",
)
_INNER: Final = ("statement", "order", "case", "target")


@dataclass(slots=True)
class Named:
    """An entry's names, and which of them belong together: a subject's case, a case's proposal.

    `at` is the envelope's time as it stands, empty where it is none.
    """

    names: set[str]
    links: list[tuple[str, str]]
    at: str = ""


def key_name(identifier: str) -> str:
    """Where a key was enrolled."""
    return f"key:{identifier}"


def facts_name(person: str) -> str:
    """Where a person's row was signed."""
    return f"facts:{person}"


def policy_name(digest: str) -> str:
    """Where a policy was put in force."""
    return f"policy:{digest}"


def named(body: bytes) -> Named:
    """The names in an entry."""
    found = Named(set(), [])
    try:
        row = object_of(from_json(body))
    except ValueError:
        return found
    data, at = object_of(row.get("data")), row.get("at")
    if isinstance(at, str) and len(at) == _STAMP:
        found.at = at
    if row.get("attested") == "person":
        _take(found, row.get("by"))
    _fields(found, data)
    for who in _list(data.get("hands")):
        _take(found, who)
    statement = object_of(data.get("statement"))
    if statement:
        _link(found, statement)
    amendment = object_of(data.get("amendment"))
    if amendment:
        _take(found, amendment.get("id"))
        _content(found, object_of(amendment.get("content")))
    change = object_of(data.get("change"))
    if change:
        _content(found, object_of(change.get("content")))
    founders = object_of(data.get("genesis"))
    for founder in _list(founders.get("founders")):
        _founder(found, object_of(founder))
    return found


def _fields(found: Named, row: Mapping[str, object]) -> None:
    for name in _FIELDS:
        value = row.get(name)
        if value is not None:
            _take(found, value)
    for name in _INNER:
        inner = row.get(name)
        if isinstance(inner, dict):
            _fields(found, cast("Mapping[str, object]", inner))
            _take(found, cast("Mapping[str, object]", inner).get("id"))


def _take(found: Named, value: object) -> None:
    if isinstance(value, str) and 0 < len(value) <= LONGEST and not value.startswith("service:"):
        found.names.add(value)


def _link(found: Named, statement: Mapping[str, object]) -> None:
    """A proposal's statement is the only entry that knows subject, case and proposal together."""
    subject = object_of(statement.get("target")).get("ref")
    case, proposal = object_of(statement.get("case")).get("id"), statement.get("proposal")
    for one, other in ((subject, case), (subject, proposal), (case, proposal), (proposal, case)):
        if isinstance(one, str) and isinstance(other, str):
            found.links.append((one, other))


def _content(found: Named, content: Mapping[str, object]) -> None:
    for row in (*_list(content.get("people")), content.get("person")):
        _person(found, object_of(row))
    for row in (*_list(content.get("register")), *_list(content.get("lowering"))):
        _take(found, object_of(row).get("ref"))
    for row in (*_list(content.get("policies")), content.get("policy")):
        try:
            found.names.add(policy_name(read_policy(object_of(row)).hash))
        except ValueError:
            continue


def _person(found: Named, row: Mapping[str, object]) -> None:
    person = row.get("id")
    if isinstance(person, str) and 0 < len(person) <= LONGEST:
        found.names.add(facts_name(person))
        found.names.update(key_name(identifier) for identifier, _ in keys_of(row))


def _founder(found: Named, row: Mapping[str, object]) -> None:
    try:
        public = bytes.fromhex(str(row.get("public")))
    except ValueError:
        return
    found.names.update((key_name(key_id(public)), facts_name(str(row.get("id")))))


def keys_of(row: Mapping[str, object]) -> Iterator[tuple[str, Mapping[str, object]]]:
    """The keys of a people file's row, each with its id."""
    for value in _list(row.get("keys")):
        key = object_of(value)
        try:
            public = bytes.fromhex(str(key.get("public")))
            algorithm = key.get("algorithm")
            bare = public if algorithm is None else point(public, Algorithm(str(algorithm)))
        except ValueError:
            continue
        yield key_id(bare), key


def object_of(value: object) -> Mapping[str, object]:
    """What is an object, or an empty one: rows may be anything."""
    return cast("Mapping[str, object]", value) if isinstance(value, dict) else {}


def _list(value: object) -> list[object]:
    return cast("list[object]", value) if isinstance(value, list) else []
