"""Each language says everything, with the same values and the same tags as the English."""

import re
from pathlib import Path

import pytest
from babel import Locale
from babel.messages import Catalog
from babel.messages.pofile import read_po
from tests.languages.unwrapped import unwrapped
from tools.messages import collected, scripts, texts

from quorate.console.catalogues import FOLDER, tongues
from quorate.console.scripted import TEXTS

TEMPLATES = FOLDER.parent / "templates"
PATHS = sorted(FOLDER.glob("*/LC_MESSAGES/quorate.po"))


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, Locale.parse(path.parent.parent.name, sep="-"))


@pytest.fixture(scope="module")
def said() -> Catalog:
    return collected()


def ids(catalogue: Catalog) -> set[str]:
    return {texts(message.id)[0] for message in catalogue if message.id}


def test_german_is_there() -> None:
    assert "de" in tongues()


@pytest.mark.parametrize("path", PATHS, ids=lambda p: p.parent.parent.name)
def test_a_catalogue_has_every_text_that_the_console_says_and_no_other(
    path: Path, said: Catalog
) -> None:
    known = read(path)
    assert sorted(ids(said) - ids(known)) == [], "run: python -m tools.messages, and translate"
    assert sorted(ids(known) - ids(said)) == [], "run: python -m tools.messages"


@pytest.mark.parametrize("path", PATHS, ids=lambda p: p.parent.parent.name)
def test_no_text_is_without_a_translation(path: Path) -> None:
    known = [message for message in read(path) if message.id]
    lacking = [m.id for m in known if m.fuzzy or not all(texts(m.string))]
    assert lacking == []


def values(text: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)\w|%%|\{\w+\}", text))


def tags(text: str) -> list[str]:
    return sorted(re.findall(r"<[^>]+>", text))


@pytest.mark.parametrize("path", PATHS, ids=lambda p: p.parent.parent.name)
def test_a_translation_keeps_the_values_and_the_tags(path: Path) -> None:
    differ: list[object] = []
    for message in read(path):
        given = texts(message.id)
        for string in texts(message.string) if message.id else ():
            kept = [g for g in given if values(g) == values(string) and tags(g) == tags(string)]
            spelled = message.pluralizable and values(string) == values(given[1]) - {"%(num)s"}
            if not kept and not spelled:
                differ.append((message.id, string))
    assert differ == []


@pytest.mark.parametrize("path", sorted(TEMPLATES.glob("*.html")), ids=lambda p: p.stem)
def test_a_template_has_no_text_that_is_not_marked(path: Path) -> None:
    assert unwrapped(path.read_text()) == []


def test_an_unmarked_text_is_found() -> None:
    assert unwrapped('<p>{{ _("Told") }} <b title="Why">{{ x }}</b></p>') == ["Why"]
    assert unwrapped("<p>Not {{ told }}</p><code>id</code>") == ["Not \0"]
    assert unwrapped('{{ x or "nobody" }}{{ y or _("nobody") }}') == ["nobody"]
    assert unwrapped("{% trans %}<b>Told</b> all{% endtrans %} UTC") == []


def test_the_page_brings_exactly_what_the_scripts_say() -> None:
    assert {text for text, _ in scripts()} == set(TEXTS)
