"""Replays on a German page: each line is German, and what is kept of a replay is English."""

import html
import re
from collections.abc import Iterator

import pytest

from quorate.console.around.desk import page
from quorate.incidents.replay import TWIN, Replay, play
from quorate.incidents.scenes import STORIES
from quorate.incidents.telling import PLAYERS, answered, became, paged, player
from quorate.languages.catalogues import tongues
from quorate.languages.retelling import retell
from quorate.languages.tongues import say, speaking

ENGLISH_WORDS = {
    *("a", "and", "are", "by", "for", "from", "has", "is", "it", "of", "on", "that", "the"),
    *("their", "they", "to", "were", "who", "with", "without", "would", "approves", "done"),
    *("missing", "orders", "proposes", "refused", "shown", "still", "suspend", "waiting"),
}


@pytest.fixture(scope="module")
def replays() -> list[Replay]:
    return [play(story) for story in STORIES.values()]


def lines(replay: Replay) -> Iterator[str]:
    """Each text of the page, as the page makes it."""
    yield from (say(replay.title), say(replay.tells), say(TWIN), retell(replay.ending))
    yield became(replay)
    for step in replay.steps:
        yield player(step.who)
        yield retell(step.does)
        yield answered(step)
        if step.said:
            yield retell(step.said)
        yield from map(paged, step.pages)
        yield from map(retell, step.without)


def left_over(text: str) -> set[str]:
    """English words that are not part of an account's or a person's name."""
    named = re.sub(r"@\S+|\bon-call\b", "", text)
    return ENGLISH_WORDS & set(re.findall(r"[A-Za-z]+", named.lower()))


def test_every_line_is_german(replays: list[Replay]) -> None:
    for replay in replays:
        english = list(lines(replay))
        with speaking(tongues()["de"]):
            german = list(lines(replay))
        for before, after in zip(english, german, strict=True):
            assert before != after
            assert left_over(after) == set(), after


def test_accounts_times_and_numbers_stay(replays: list[Replay]) -> None:
    """Every value of the English stands in the German, digits in the German way."""
    for replay in replays:
        english = list(lines(replay))
        with speaking(tongues()["de"]):
            german = list(lines(replay))
        for before, after in zip(english, german, strict=True):
            values = re.findall(r"@[a-z0-9:.-]+[a-z0-9]|[0-9][0-9T:.,Z]*[0-9Z]|[0-9]", before)
            missing = [v for v in values if v not in after and v.replace(",", ".") not in after]
            assert missing == [], (before, after)


def test_the_page_shows_these_lines(replays: list[Replay]) -> None:
    for replay in replays:
        with speaking(tongues()["de"]):
            told: dict[str, object] = {"found": replay, "stage": TWIN, "became": became(replay)}
            told |= {"answered": answered, "paged": paged, "player": player}
            made = page("replay.html", None, 200, **told)
            shown = html.unescape(bytes(made.body).decode())
            assert [line for line in lines(replay) if line not in shown] == []


def test_in_english_a_line_is_what_the_replay_says(replays: list[Replay]) -> None:
    for replay in replays:
        for step in replay.steps:
            assert player(step.who) == step.who
            told = (step.does, step.said, *step.without)
            assert [retell(text) for text in told] == list(told)
        assert retell(replay.ending) == replay.ending


def test_a_replay_is_kept_in_english_whoever_asks_first(replays: list[Replay]) -> None:
    with speaking(tongues()["de"]):
        assert [play(story) for story in STORIES.values()] == replays


def test_everybody_who_plays_has_a_name_in_the_catalogues(replays: list[Replay]) -> None:
    played = {step.who for replay in replays for step in replay.steps}
    assert {who if " " in who else f"the {who}" for who in played} == set(PLAYERS)
