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
_jinja = Environment(
    loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)
router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Field:
    """One parameter or one field of a body; `place` is path, query, header or body."""

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
    fields: list[Field]
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
        info=document["info"], operations=operations(document)
    )
    return HTMLResponse(page, headers={"Content-Security-Policy": POLICY})


def _operation(
    document: Mapping[str, Any], path: str, method: str, found: Mapping[str, Any]
) -> Operation:
    fields = [
        Field(
            parameter["name"],
            parameter["in"],
            _type(parameter["schema"]),
            parameter.get("required", False),
            parameter.get("description", ""),
        )
        for parameter in found.get("parameters", [])
    ]
    body = found.get("requestBody", {}).get("content", {}).get("application/json", {})
    schemes = document["components"].get("securitySchemes", {})
    answers = [
        (status, answer["description"], _shape(answer.get("content", {})))
        for status, answer in sorted(found["responses"].items())
    ]
    return Operation(
        anchor=found["operationId"],
        method=method.upper(),
        path=path,
        summary=found["summary"],
        says=found.get("description", ""),
        needs=[schemes[name]["description"] for one in found.get("security", []) for name in one],
        fields=[*fields, *_fields(document, body.get("schema", {}), "")],
        answers=answers,
    )


def _fields(document: Mapping[str, Any], schema: Mapping[str, Any], prefix: str) -> Iterator[Field]:
    """The fields of a body, those of inner objects and lists under a dotted name."""
    resolved = _resolve(document, schema)
    for name, inner in resolved.get("properties", {}).items():
        path = prefix + name
        required = name in resolved.get("required", ())
        yield Field(path, "body", _type(inner), required, inner.get("description", ""))
        yield from _fields(document, inner, f"{path}.")
        yield from _fields(document, inner.get("items", {}), f"{path}[].")


def _resolve(document: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    if "$ref" not in schema:
        return schema
    found: Mapping[str, Any] = document["components"]["schemas"][_name(schema)]
    return found


def _name(schema: Mapping[str, Any]) -> str:
    return str(schema["$ref"]).rpartition("/")[2]


def _type(schema: Mapping[str, Any]) -> str:
    """A type in a few words: `text or null`, `list of ReportItem`, `account or message`."""
    if "$ref" in schema:
        return _name(schema)
    if "anyOf" in schema:
        return " or ".join(_type(part) for part in schema["anyOf"])
    if "enum" in schema:
        return " or ".join(str(value) for value in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items', {}))}"
    words = {"string": "text", "integer": "whole number", "object": "object", "null": "null"}
    kind = str(schema.get("type", "any JSON"))
    return words.get(kind, kind)


def _shape(content: Mapping[str, Any]) -> str:
    for media_type, held in content.items():
        return f"{_type(held.get('schema', {}))}, {media_type}"
    return "empty"
