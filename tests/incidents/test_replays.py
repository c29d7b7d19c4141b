"""Each named replay ends as it should, step by step, and every guard in it is worth something."""

import json
from pathlib import Path

import pytest

from quorate.incidents.replay import Replay, play
from quorate.incidents.scenes import STORIES
from quorate.incidents.telling import answered, document, lines, rows

ENDS: dict[str, tuple[list[str], dict[str, int]]] = {
    "last-day-contractor": (
        [
            "waiting",
            "refused by I6",
            "waiting",
            "refused by I1",
            "waiting",
            "refused by I1",
            "waiting",
            "waiting",
            "refused by I1",
            "waiting",
            "refused by I5",
        ],
        {},
    ),
    "phone-operators": (
        [
            "waiting",
            "waiting",
            "waiting",
            "refused by I1",
            "done",
            "refused by I17",
            "done",
            "done",
            "refused by I5",
            "refused by I18",
        ],
        {"suspend": 10, "unsuspend": 10},
    ),
    "bogus-ticket": (
        [
            "refused by I8",
            "waiting",
            "refused by I2",
            "waiting",
            "refused by I2",
        ],
        {},
    ),
    "no-limits-owner": (
        [
            "waiting",
            "refused by I9",
            "refused by I9",
            "refused by I9",
            "waiting",
            "waiting",
            "waiting",
            "refused by I1",
            "waiting",
            "refused by I9, I10",
        ],
        {},
    ),
    "leaver": (
        [
            "refused by I5",
            "waiting",
            "refused by I6",
            "waiting",
            "waiting",
            "waiting",
            "done",
            "refused by I1",
        ],
        {},
    ),
    "database-administrator": (
        [
            "waiting",
            "refused by I1",
            "refused by I1",
            "refused by I9",
            "done",
            "refused by I11",
            "waiting",
            "refused by I13",
        ],
        {},
    ),
    "shared-key": (
        [
            "refused by I16",
            "waiting",
            "waiting",
            "refused by I1",
            "refused by I1",
            "waiting",
            "done",
            "refused by I1",
        ],
        {},
    ),
}


@pytest.fixture(scope="module")
def played() -> dict[str, Replay]:
    return {name: play(story) for name, story in STORIES.items()}


@pytest.mark.parametrize("name", ENDS)
def test_each_step_is_answered_as_it_should_be(played: dict[str, Replay], name: str) -> None:
    answers, calls = ENDS[name]
    found = played[name]
    assert [answered(step) for step in found.steps] == answers
    assert dict(found.calls) == calls
    assert found.silenced == ()


def test_every_story_has_its_expectation() -> None:
    assert list(ENDS) == list(STORIES)


@pytest.mark.parametrize("name", ENDS)
def test_what_was_refused_would_have_been_done_without_its_guards(
    played: dict[str, Replay], name: str
) -> None:
    """Guards are taken out one after another until it goes through, by the judge's own verdict."""
    judged = [s for s in played[name].steps if s.without and s.said and "would be" in s.without[-1]]
    assert judged, "no refusal of this story was tried without its guard"
    for step in judged:
        assert all("still refused" in line for line in step.without[:-1])


@pytest.mark.parametrize("name", [name for name in ENDS if name != "bogus-ticket"])
def test_on_call_hears_of_what_was_refused(played: dict[str, Replay], name: str) -> None:
    """At the very instant; at tier 0, as in the bogus ticket, only the ledger has it."""
    heard = [(s, p) for s in played[name].steps for p in s.pages if "refused" in p.title]
    assert heard
    assert all(page.at == step.at for step, page in heard)


@pytest.mark.parametrize("name", ENDS)
def test_a_replay_is_the_same_in_words_and_as_json(played: dict[str, Replay], name: str) -> None:
    found = played[name]
    told = "\n".join(lines(found))
    row = json.loads(json.dumps(document(found)))
    assert [step["does"] for step in row["steps"]] == [step.does for step in found.steps]
    for step in found.steps:
        assert step.does in told
        assert step.said in told
    assert row["in_force"] == []
    assert "a twin in memory" in row["stage"]


def test_the_document_tells_what_the_replays_do(played: dict[str, Replay]) -> None:
    """docs/explanation/replays.md, row for row."""
    text = (Path(__file__).parents[2] / "docs/explanation/replays.md").read_text()
    told = [line for line in text.splitlines() if line.startswith("| ") and " | I" in line]
    assert told == [row for found in played.values() for row in rows(found)]
    for found in played.values():
        assert f"## {found.title}" in text
        assert f"`quorate replay {found.name}`" in text
        assert found.ending in text.replace("\n", " ")
