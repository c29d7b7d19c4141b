"""Whoever approves reads what the person concerned will read, and signs exactly that."""

from dataclasses import replace
from pathlib import Path

import pytest
from tests.signer.lies import Change, put, warned_of
from tests.signer.test_pages import Stage, founded

from quorate.decisions.facts import PARAMETER, ToldFacts

TOLD = ToldFacts("<b>You</b> wrote {{ it }}\nto a hundred people.", "5b" * 32)


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    found = founded(tmp_path)
    parameters = sorted([*found.said.parameters, (PARAMETER, TOLD.salted.commitment)])
    said = replace(found.said, parameters=tuple(parameters))
    found.serve.shown |= {"statement": said.fields(), "facts": TOLD.fields()}
    return found


async def test_the_facts_are_on_the_page_as_text(stage: Stage) -> None:
    page = await stage.page()
    assert page.status_code == 200
    assert "&lt;b&gt;You&lt;/b&gt; wrote {{ it }}\nto a hundred people." in page.text


@pytest.mark.parametrize(
    ("lie", "says"),
    [
        (put("facts.text", "You did nothing."), "not those that the statement carries"),
        (put("facts.salt", "5c" * 32), "not those that the statement carries"),
        (put("facts", None), "does not show the facts"),
    ],
)
async def test_other_facts_or_none_are_not_signed(stage: Stage, lie: Change, says: str) -> None:
    lie(stage.serve.shown)
    warned_of(await stage.page(), says)
