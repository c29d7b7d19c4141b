"""Finds text for people that stands in a template without being marked for translation."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Final

from jinja2 import Environment, nodes

SEEN: Final = {"alt", "aria-label", "content", "data-does", "placeholder", "title"}
UNSEEN: Final = {"code", "kbd", "script", "style"}
NAMES: Final = {"Quorate", "UTC", "CSV"}
HOLE: Final = "\0"
_WORD: Final = re.compile(r"[A-Za-z]{2,}")
_pages = Environment(extensions=["jinja2.ext.i18n"])


class _Seen(HTMLParser):
    """Collects what a person reads: text, and some attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in UNSEEN:
            self.inside.append(tag)
        if tag != "meta":
            self.found += [value for name, value in attrs if name in SEEN and value]

    def handle_endtag(self, tag: str) -> None:
        if self.inside and self.inside[-1] == tag:
            self.inside.pop()

    def handle_data(self, data: str) -> None:
        if not self.inside:
            self.found.append(data)


def unwrapped(source: str) -> list[str]:
    """Words between tags, in attributes that are read out, and behind `or`."""
    tree = _pages.parse(source)
    seen = _Seen()
    seen.feed("".join(_pieces(tree)))
    seen.close()
    texts = [*seen.found, *_fallbacks(tree)]
    return [text.strip() for text in texts if set(_WORD.findall(text)) - NAMES]


def _pieces(node: nodes.Node) -> Iterator[str]:
    """The template's own bytes in order, with a hole for each expression."""
    for child in node.iter_child_nodes():
        if isinstance(child, nodes.TemplateData):
            yield child.data
        elif isinstance(child, nodes.Expr):
            yield HOLE if isinstance(node, nodes.Output) else ""
        else:
            yield from _pieces(child)


def _fallbacks(tree: nodes.Node) -> Iterator[str]:
    for either in tree.find_all(nodes.Or):
        if isinstance(either.right, nodes.Const) and isinstance(either.right.value, str):
            yield either.right.value
