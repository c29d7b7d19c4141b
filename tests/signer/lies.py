"""A server that lies to the signer, and a page that took nothing for true."""

from collections.abc import Callable
from html import unescape
from typing import Any, TypeAlias

import httpx2

Change: TypeAlias = Callable[[dict[str, Any]], None]


def put(where: str, value: object) -> Change:
    """Another value at a dotted place of what `serve` shows."""

    def change(shown: dict[str, Any]) -> None:
        *path, last = where.split(".")
        for name in path:
            shown = shown[name]
        shown[last] = value

    return change


def warned_of(answer: httpx2.Response, says: str) -> None:
    """A warning in these words, and nothing on it that could be signed."""
    assert answer.status_code == 409
    assert says in unescape(answer.text)
    assert "Do not sign this" in answer.text
    assert "challenge" not in answer.text
    assert "<button" not in answer.text
