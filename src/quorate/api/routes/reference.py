"""GET /reference: the OpenAPI document as one page to read: no script, nothing fetched."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

TEMPLATES = Path(__file__).parent / "templates"
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"
_METHODS = ("get", "post", "put", "patch", "delete")
_WORDS = {"string": "text", "integer": "whole number"}
_jinja = Environment(
    loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)
router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter, or a field of a body; `place` is path, query, header, body or answer."""

    name: str
    place: str
    type: str
    required: bool
    says: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path."""

    anchor: str
    method: str
    path: str
    summary: str
    says: str
    needs: list[str]
    takes: list[Field]
    gives: list[Field]
    answers: list[tuple[str, str, str]]


def operations(document: Mapping[str, Any]) -> list[Operation]:
    """Every operation of an OpenAPI 3.1 document, in its order."""
    return [
        _operation(document, path, method, item[method])
        for path, item in document["paths"].items()
        for method in _METHODS
        if method in item
    ]


@router.get("/reference", response_class=HTMLResponse)
async def read_reference(request: Request) -> HTMLResponse:
    """The page."""
    document = request.app.openapi()
    page = _jinja.get_template("reference.html").render(
        info=document["info"],
        operations=operations(document),
        problem=list(_fields(document, document["components"]["schemas"]["Problem"], "answer")),
    )
    return HTMLResponse(page, headers={"Content-Security-Policy": POLICY})


def _operation(
    document: Mapping[str, Any], path: str, method: str, found: Mapping[str, Any]
) -> Operation:
    schemes = document["components"].get("securitySchemes", {})
    responses: Mapping[str, Any] = found["responses"]
    good = next(answer for status, answer in responses.items() if status.startswith("2"))
    takes = [_parameter(document, parameter) for parameter in found.get("parameters", [])]
    body = found.get("requestBody", {})
    return Operation(
        anchor=found["operationId"],
        method=method.upper(),
        path=path,
        summary=found["summary"],
        says=found.get("description", ""),
        needs=[schemes[name]["description"] for one in found.get("security", []) for name in one],
        takes=[*takes, *_fields(document, _schema(body), "body")],
        gives=list(_fields(document, _schema(good), "answer")),
        answers=[
            (status, answer["description"], ", ".join(answer.get("content", {})))
            for status, answer in sorted(responses.items())
        ],
    )


def _parameter(document: Mapping[str, Any], found: Mapping[str, Any]) -> Field:
    kind = _type(document, found["schema"])
    says = found.get("description", "")
    return Field(found["name"], found["in"], kind, found.get("required", False), says)


def _schema(held: Mapping[str, Any]) -> Mapping[str, Any]:
    """The schema of a body that is JSON; empty where there is none."""
    found: Mapping[str, Any] = held.get("content", {}).get("application/json", {}).get("schema", {})
    return found


def _fields(
    document: Mapping[str, Any], schema: Mapping[str, Any], place: str, prefix: str = ""
) -> Iterator[Field]:
    """The fields of a body, those of inner objects and lists under a dotted name."""
    resolved = _resolve(document, schema)
    for name, inner in resolved.get("properties", {}).items():
        path = prefix + name
        required = name in resolved.get("required", ())
        kind = _type(document, inner)
        yield Field(path, place, kind, required, inner.get("description", ""))
        yield from _fields(document, inner, place, f"{path}.")
        yield from _fields(document, inner.get("items", {}), place, f"{path}[].")


def _resolve(document: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    if "$ref" not in schema:
        return schema
    name = str(schema["$ref"]).rpartition("/")[2]
    found: Mapping[str, Any] = document["components"]["schemas"][name]
    return found


def _type(document: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    """A type in a few words: `text or null`, `list of object`, `account or message`."""
    found = _resolve(document, schema)
    if "anyOf" in found:
        return " or ".join(_type(document, part) for part in found["anyOf"])
    if "enum" in found:
        return " or ".join(str(value) for value in found["enum"])
    kinds = found.get("type", "any JSON")
    if kinds == "array":
        return f"list of {_type(document, found.get('items', {}))}"
    named = [kinds] if isinstance(kinds, str) else list(kinds)
    return " or ".join(_WORDS.get(kind, kind) for kind in named)
