"""Casework as a platform has it, made from a seed: the same seed makes the same reports.

Few accounts get most of the reports and few reporters write most of them (Zipf). Now and then many
gather on one account within minutes, in nearly the same words. A day has its evening, and some
minutes have five times as much as those around them. A part of it is machines' alarms.
"""

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

DAY: Final = 86_400.0
HOST: Final = "bench.localhost"
SUBJECTS: Final = 2_000_000
REPORTERS: Final = 500_000
SUBJECT_SKEW: Final = 0.9
REPORTER_SKEW: Final = 0.7
ALARMS: Final = 0.15
MESSAGES: Final = 0.4
EVENING: Final = 0.5
"""By how much of the mean a day swings."""
SPIKES_AN_HOUR: Final = 0.5
SPIKE: Final = 5.0
SPIKE_SECONDS: Final = 60.0
BRIGADES_A_REPORT: Final = 1 / 4_000
GATHERED: Final = (30, 300)
GATHERED_SECONDS: Final = 240.0
CATEGORIES: Final = {
    "spam": 50,
    "harassment": 20,
    "scam": 12,
    "hate": 8,
    "nudity": 6,
    "violence": 4,
}
SAID: Final = {
    "ar": "هذا الحساب يرسل رسائل مزعجة عن {} إلى الجميع منذ أمس",
    "de": "Dieses Konto schreibt seit gestern allen dieselbe Nachricht über {}",
    "en": "this account has been sending everybody the same message about {} since yesterday",
    "es": "esta cuenta envía a todos el mismo mensaje sobre {} desde ayer",
    "fr": "ce compte envoie à tout le monde le même message sur {} depuis hier",
    "hi": "यह खाता कल से सबको {} के बारे में वही संदेश भेज रहा है",
    "ja": "このアカウントは昨日から全員に{}について同じメッセージを送っています",
    "pt": "esta conta envia a todos a mesma mensagem sobre {} desde ontem",
}
_SHARES: Final = {"en": 42, "es": 14, "pt": 12, "ja": 10, "de": 8, "ar": 6, "fr": 5, "hi": 3}
_THINGS: Final = ("coins", "pills", "a prize", "followers", "a neighbour", "an election")


@dataclass(frozen=True, slots=True)
class Arrival:
    """A report at `at` seconds of the window; `book` is where it goes: reports or alarms."""

    at: float
    book: str
    item: dict[str, object]


def arrivals(
    seed: int, a_day: float, seconds: float, connector: str, start: float = 0.0
) -> Iterator[Arrival]:
    """What comes within a window that begins `start` seconds after midnight, in its order, at
    `a_day` reports a day in the mean; each with a key of its own."""
    dice = random.Random(seed)
    made = _Maker(dice, connector)
    spikes = _spikes(dice, seconds)
    peak = a_day / DAY * (1 + EVENING) * (SPIKE if spikes else 1)
    waiting: list[tuple[float, Arrival]] = []
    at, number = 0.0, 0
    while (at := at + dice.expovariate(peak)) < seconds:
        if dice.random() * peak > a_day / DAY * _swing(start + at, at, spikes):
            continue  # thinned: fewer come now than at the peak
        number += 1
        waiting.append((at, made.one(at, f"{seed}-{number}")))
        if dice.random() < BRIGADES_A_REPORT:
            waiting += made.brigade(at, f"{seed}-{number}")
        yield from _due(waiting, at)
    yield from _due(waiting, seconds)


def _due(waiting: list[tuple[float, Arrival]], until: float) -> Iterator[Arrival]:
    """Takes out what has come by then."""
    waiting.sort(key=lambda pair: pair[0])
    while waiting and waiting[0][0] <= until:
        yield waiting.pop(0)[1]


def _spikes(dice: random.Random, seconds: float) -> list[float]:
    return [second for second in range(int(seconds)) if dice.random() < SPIKES_AN_HOUR / 3600]


def _swing(second: float, at: float, spikes: list[float]) -> float:
    """The most at nine in the evening, the least at nine in the morning."""
    day = 1 + EVENING * math.cos((second / DAY - 0.875) * 2 * math.pi)
    return day * (SPIKE if any(s <= at < s + SPIKE_SECONDS for s in spikes) else 1)


def zipf(dice: random.Random, most: int, skew: float) -> int:
    """A rank from 1 to `most`, the first the likeliest; `skew` from 0, where all are alike, to
    below 1. By the inverse of the continuous distribution."""
    rest = 1 - skew
    return int((1 + dice.random() * ((most + 1) ** rest - 1)) ** (1 / rest))


class _Maker:
    def __init__(self, dice: random.Random, connector: str) -> None:
        self._dice, self._connector = dice, connector

    def one(self, at: float, key: str) -> Arrival:
        """About whoever comes, by whoever reports."""
        language = self._drawn(_SHARES)
        said = SAID[language].format(self._dice.choice(_THINGS))
        subject = self._subject(zipf(self._dice, SUBJECTS, SUBJECT_SKEW))
        return self._arrival(at, key, subject, self._drawn(CATEGORIES), language, said)

    def brigade(self, at: float, key: str) -> list[tuple[float, Arrival]]:
        """Many on one account, in nearly the same words."""
        subject = self._subject(self._dice.randint(1, SUBJECTS), account=True)
        language = self._drawn(_SHARES)
        said = SAID[language].format(self._dice.choice(_THINGS))
        times = sorted(
            at + self._dice.random() * GATHERED_SECONDS
            for _ in range(self._dice.randint(*GATHERED))
        )
        return [
            (
                when,
                self._arrival(
                    when, f"{key}-b{n}", subject, "harassment", language, said + "!" * (n % 4)
                ),
            )
            for n, when in enumerate(times)
        ]

    def _arrival(
        self, at: float, key: str, subject: object, category: str, language: str, said: str
    ) -> Arrival:
        item: dict[str, object] = {
            "key": key,
            "subject": subject,
            "category": category,
            "reporter": f"@r{zipf(self._dice, REPORTERS, REPORTER_SKEW)}:{HOST}",
            "body": said,
            "language": language,
            "evidence": [{"text": said}],
        }
        if self._dice.random() < ALARMS:
            item["score"] = round(self._dice.random(), 3)
            return Arrival(at, "alarms", item)
        return Arrival(at, "reports", item)

    def _subject(self, rank: int, *, account: bool = False) -> dict[str, object]:
        who = f"@u{rank}:{HOST}"
        if account or self._dice.random() >= MESSAGES:
            return {"connector": self._connector, "kind": "account", "id": who}
        place = f"!room{rank % 997}:{HOST}/$event{self._dice.randrange(10**9)}/{who}"
        return {"connector": self._connector, "kind": "message", "id": place}

    def _drawn(self, shares: dict[str, int]) -> str:
        (found,) = self._dice.choices(list(shares), list(shares.values()))
        return found
