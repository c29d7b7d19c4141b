"""Which methods an address has: the framework names those of the first route alone that fits."""

from typing import Final

from fastapi import FastAPI
from starlette.routing import compile_path

METHODS: Final = {"delete", "get", "patch", "post", "put"}


def allowed_methods(app: FastAPI, path: str) -> str | None:
    """For the Allow header (RFC 9110, section 10.2.1): of the documented addresses that fit, the
    one with the fewest places left open. None where the document has no such address."""
    paths: dict[str, dict[str, object]] = app.openapi()["paths"]
    fitting = [one for one in paths if compile_path(one)[0].match(path)]
    if not fitting:
        return None
    nearest = min(fitting, key=lambda one: one.count("{"))
    return ", ".join(sorted(method.upper() for method in METHODS & paths[nearest].keys()))
