"""Each language says everything, with the same values and the same tags as the English."""

import re
from pathlib import Path

import pytest
from babel import Locale
from babel.messages import Catalog
from babel.messages.pofile import read_po
from tests.languages.unwrapped import unwrapped
from tools.messages import CONSOLE, PUBLIC, SIGNER, collected, scripts, texts

from quorate.console.around import scripted as console
from quorate.incidents.stage.roles import row
from quorate.incidents.stage.world import POLICY
from quorate.languages.catalogues import FOLDER, tongues
from quorate.signer import scripted as signer

TEMPLATES = [
    path for room in (CONSOLE, PUBLIC, SIGNER) for path in sorted(room.glob("templates/*.html"))
]
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
def test_a_catalogue_has_every_text_that_the_pages_say_and_no_other(
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


def test_each_field_that_an_amendment_may_name_has_its_words(said: Catalog) -> None:
    fields = {*row("employee", "south"), *POLICY, "interim", "retired"} - {"keys"}
    assert {name.replace("_", " ") for name in fields} <= ids(said)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: f"{p.parts[-3]}-{p.stem}")
def test_a_template_has_no_text_that_is_not_marked(path: Path) -> None:
    assert unwrapped(path.read_text()) == []


def test_an_unmarked_text_is_found() -> None:
    assert unwrapped('<p>{{ _("Told") }} <b title="Why">{{ x }}</b></p>') == ["Why"]
    assert unwrapped("<p>Not {{ told }}</p><code>id</code>") == ["Not \0"]
    assert unwrapped('{{ x or "nobody" }}{{ y or _("nobody") }}') == ["nobody"]
    assert unwrapped("{% trans %}<b>Told</b> all{% endtrans %} UTC") == []


def test_the_page_brings_exactly_what_the_scripts_say() -> None:
    for room, texts_of in ((CONSOLE, console.TEXTS), (SIGNER, signer.TEXTS)):
        assert {text for text, _ in scripts(room)} == set(texts_of)


def test_templates_are_looked_at() -> None:
    assert {path.parts[-3] for path in TEMPLATES} == {"console", "public", "signer"}
