"""Nearly the same text shares bands; another one does not."""

import random

import pytest

from quorate.cases.likeness import BANDS, LONGEST, all_bands, bands, normal

OFFER = "Congratulations! You won 500 EUR, claim your prize at prizes.example before midnight"
DICE = random.Random(7)
WORDS = ["".join(DICE.choices("abcdefghijklmnopqrstuvwxyz", k=6)) for _ in range(300)]


def shared(one: str, other: str) -> int:
    return len({*bands(one)} & {*bands(other)})


@pytest.mark.parametrize(
    "other",
    [
        OFFER.upper(),
        OFFER.replace("500", "900"),
        OFFER.replace(" ", "  \n"),
        "\u200b".join(OFFER),
        OFFER.replace("o", "o\u0301"),
        OFFER.replace("!", "!!! \N{PARTY POPPER}"),
    ],
)
def test_what_a_sender_changes_between_messages_changes_nothing(other: str) -> None:
    assert shared(OFFER, other) == BANDS


def test_a_changed_word_leaves_most_bands_and_another_text_none() -> None:
    assert shared(OFFER, OFFER.replace("midnight", "tomorrow")) >= 2
    assert (
        shared(OFFER, "We meet on Tuesday in the small hall; bring the minutes of last time") == 0
    )


def test_chance_finds_hardly_any() -> None:
    texts = [" ".join(DICE.choices(WORDS, k=20)) for _ in range(400)]
    pairs = sum(shared(texts[n], texts[n + 1]) >= 2 for n in range(0, 400, 2))
    changed = sum(shared(t, t.replace(t.split()[3], "other", 1)) >= 2 for t in texts)
    assert pairs <= 4
    assert changed >= 380


@pytest.mark.parametrize("text", ["", "buy now", "\u200b" * 50, "!" * 80, "\ud800" * 3])
def test_a_text_too_short_to_tell_has_no_band(text: str) -> None:
    assert bands(text) == []


def test_any_script_counts_and_any_length_costs_the_same() -> None:
    assert len(bands("这是一个垃圾广告请点击链接领取奖品")) == BANDS
    assert bands(OFFER * 100) == bands((OFFER * 100)[:LONGEST])
    assert len(normal("\ufdfa" * 10_000)) <= LONGEST
    assert len(bands("\ud800 lone surrogates are somebody's text too")) == BANDS


def test_bands_fit_the_database() -> None:
    assert all(-(2**63) <= band < 2**63 for band in all_bands([OFFER, OFFER[::-1]]))
    assert len(all_bands([OFFER, OFFER.lower()])) == BANDS
