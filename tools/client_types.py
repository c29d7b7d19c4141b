"""`python -m tools.client_types`: the types of the Python client, made from the API's own document.

TypedDicts of what the client's calls take and give, and of nothing else.
"""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, cast

from quorate.api.app import create_app
from quorate.api.around.deps import Dependencies

TARGET: Final = Path(__file__).parents[1] / "clients/python/quorate_client/types.py"
CALLS: Final = (
    ("post", "/v1/reports"),
    ("post", "/v1/reports/batch"),
    ("post", "/v1/alarms/batch"),
    ("post", "/v1/appeals"),
    ("get", "/v1/appeals/{id}"),
    ("get", "/v1/cases"),
    ("get", "/v1/cases/{id}"),
)
_HEAD: Final = '''"""What the API takes and gives; made by `python -m tools.client_types`."""

from __future__ import annotations

from typing import Literal, NotRequired, TypeAlias, TypedDict
'''
_PLAIN: Final = {
    "boolean": "bool",
    "integer": "int",
    "null": "None",
    "number": "float",
    "string": "str",
}
Schema = Mapping[str, Any]


def document() -> Schema:
    """The API's OpenAPI document; it opens no database for it."""
    nothing = cast("Any", None)
    return create_app(Dependencies(nothing, nothing, {}, nothing, nothing, nothing)).openapi()


def types(api: Schema) -> str:
    """The module's text."""
    known: Mapping[str, Schema] = api["components"]["schemas"]
    wanted = _reachable(known, [*_roots(api), "Problem"])
    parts = [
        _type(name, known[name]) for name in sorted(wanted, key=lambda n: (_rank(known[n]), n))
    ]
    made = "\n".join([_HEAD, *parts])
    done = subprocess.run(
        [sys.executable, "-m", "ruff", "format", "--line-length", "100", "-"],
        input=made,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def _rank(schema: Schema) -> int:
    """Plain names first: classes may name each other, an alias names what stands before it."""
    return int("properties" in schema)


def _roots(api: Schema) -> Iterator[str]:
    for method, path in CALLS:
        call = api["paths"][path][method]
        yield from _named(call.get("requestBody", {}))
        for status, answer in call["responses"].items():
            if status.startswith("2"):
                yield from _named(answer)


def _reachable(known: Mapping[str, Schema], names: list[str]) -> set[str]:
    found = set[str]()
    while names:
        name = names.pop()
        if name not in found:
            found.add(name)
            names += _named(known[name])
    return found


def _named(part: object) -> Iterator[str]:
    """Every schema that is referred to."""
    if isinstance(part, dict):
        for key, value in cast("dict[str, object]", part).items():
            if key == "$ref":
                yield str(value).rpartition("/")[2]
            else:
                yield from _named(value)
    elif isinstance(part, list):
        for value in cast("list[object]", part):
            yield from _named(value)


def _type(name: str, schema: Schema) -> str:
    said = _said(schema)
    if "properties" not in schema:
        return f"{_name(name)}: TypeAlias = {_spelled(schema, quoted=True)}\n" + said
    required = set(schema.get("required", ()))
    lines = [
        f"    {field}: {_spelled(of) if field in required else f'NotRequired[{_spelled(of)}]'}"
        for field, of in schema["properties"].items()
    ]
    return "\n".join([f"class {_name(name)}(TypedDict):", f"    {said}" if said else "", *lines])


def _said(schema: Schema) -> str:
    told = " ".join(str(schema.get("description", "")).split())
    return f'"""{told}"""' if told and len(told) < 90 else ""


def _name(name: str) -> str:
    return name.rpartition("__")[2].replace("-", "_")


def _spelled(schema: Schema, *, quoted: bool = False) -> str:
    if "$ref" in schema:
        name = _name(str(schema["$ref"]).rpartition("/")[2])
        return f'"{name}"' if quoted else name
    if "enum" in schema or "const" in schema:
        values = schema.get("enum", [schema.get("const")])
        return f"Literal[{', '.join(map(repr, values))}]"
    for several in ("anyOf", "oneOf"):
        if several in schema:
            return " | ".join(dict.fromkeys(_spelled(one) for one in schema[several]))
    kind = schema.get("type")
    if isinstance(kind, list):
        kinds = cast("list[str]", kind)
        return " | ".join(_spelled({**schema, "type": one}) for one in kinds)
    if kind == "array":
        return f"list[{_spelled(schema.get('items', {}))}]"
    if kind == "object":
        more = schema.get("additionalProperties")
        of = _spelled(cast("Schema", more)) if isinstance(more, dict) else "object"
        return f"dict[str, {of}]"
    return _PLAIN.get(str(kind), "object")


def main() -> None:
    """Writes the module."""
    TARGET.write_text(types(document()))


if __name__ == "__main__":
    main()
