"""A source's chain of words: whose they are, in which order, and when they were said."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from quorate.incidents.stage.roles import seeded
from quorate.incidents.stage.world import NOON
from quorate.ledger.entry import Entry, entry_hash, sealed
from quorate.people.chain import Chain, Speaker, heard, said
from quorate.vocabulary.events import Event
from quorate.vocabulary.kinds import Attested

SPEAKER = Speaker("directory", seeded("directory"))
START = Chain(SPEAKER.key.public.hex())


def word(after: Chain = START, at: datetime = NOON) -> Entry:
    return said(SPEAKER, after, Event.PEOPLE_CONFIRMED, {"genesis": "g"}, at)


def took(chain: Chain, entry: Entry, seen: datetime = NOON) -> Chain:
    return heard(chain, entry, entry_hash(entry.canonical()), seen)


def resealed(entry: Entry, **changed: object) -> Entry:
    return sealed(replace(entry, **changed), SPEAKER.key.sign)  # pyright: ignore


def test_words_follow_each_other() -> None:
    first = took(START, word())
    second = took(first, word(first))
    assert (second.sequence, second.broken) == (2, "")


@pytest.mark.parametrize("minutes", [5, -5])
def test_a_word_counts_from_the_earlier_of_said_and_seen(minutes: int) -> None:
    at = NOON + timedelta(minutes=minutes)
    assert took(START, word(at=at)).confirmed == min(at, NOON)


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        (resealed(word(), attested=Attested.PERSON), "only a source"),
        (resealed(word(), data={**word().data, "source": "another"}), "under its own name"),
        (replace(word(), sig="00" * 64), "does not hold"),
        (sealed(word(), seeded("another").sign), "does not hold"),
        (resealed(word(), data={**word().data, "sequence": 0}), "was said before"),
    ],
)
def test_what_the_source_did_not_say_now(entry: Entry, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        took(START, entry)


def test_a_word_is_not_said_twice() -> None:
    first = word()
    with pytest.raises(ValueError, match="number 1 was said before"):
        took(took(START, first), first)


def test_the_first_gap_is_told_until_the_chain_begins_anew() -> None:
    first = took(START, word())
    lost = took(first, word(replace(first, sequence=2)))
    assert lost.broken == "number 2 is missing"
    assert took(lost, word(replace(lost, sequence=7))).broken == "number 2 is missing"
    crossed = took(first, word(replace(first, last="00" * 32)))
    assert crossed.broken == "number 2 does not follow the one before"
    again = took(crossed, word(replace(crossed, last="00" * 32)))
    assert again.broken == "number 2 does not follow the one before"
