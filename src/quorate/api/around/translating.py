"""An installation's own translation service, by LibreTranslate's API: asked on a press, and only
where the settings name one. What it answers is a stranger's text.

Source: LibreTranslate's documentation of `POST /translate` (`q`, `source`, `target`, `format`,
`api_key`; `translatedText`, `detectedLanguage.language`; `error` beside a status that is not 200).
"""

import asyncio
import json
from dataclasses import dataclass
from typing import Final

import httpx2

from quorate.ledger.fields import as_object, text
from quorate.outbound.bounded import body_of
from quorate.vocabulary.problems import Problem, Refusal

ASKED: Final = 5_000  # characters of the original that are handed on
ANSWERED: Final = 20_000  # characters of the answer that are shown
SECONDS: Final = 10.0
_BYTES: Final = 256_000
_WHY: Final = 200


@dataclass(frozen=True, slots=True)
class Translated:
    """The text in the wanted language, from which one, and whether only a part was asked for."""

    text: str
    source: str
    cut: bool


@dataclass(frozen=True, slots=True)
class Translator:
    """`address` is the service's, without a path; `key` goes along where there is one."""

    address: str
    key: str | None
    http: httpx2.AsyncClient
    seconds: float = SECONDS

    async def translate(self, said: str, source: str | None, target: str) -> Translated | Refusal:
        """Into `target`, from `source` or from what the service takes it for."""
        body = {"q": said[:ASKED], "source": source or "auto", "target": target, "format": "text"}
        if self.key is not None:
            body["api_key"] = self.key
        try:
            async with asyncio.timeout(self.seconds):
                status, raw = await self._ask(body)
            answer = as_object(json.loads(raw), "answer")
            if status != 200:
                return _none(f"the service refused: {text(answer, 'error')[:_WHY]}")
            found = text(answer, "translatedText")[:ANSWERED]
            return Translated(found, _detected(answer) or source or "", len(said) > ASKED)
        except TimeoutError:
            return _none(f"no answer within {self.seconds:g} seconds")
        except httpx2.HTTPError as problem:
            return _none(f"no answer: {type(problem).__name__}")
        except (ValueError, RecursionError):
            return _none("an answer that is no translation")

    async def _ask(self, body: dict[str, str]) -> tuple[int, bytes]:
        """Status and body; ValueError where it is longer than a translation can be."""
        async with self.http.stream("POST", self.address + "/translate", json=body) as answer:
            return answer.status_code, await body_of(answer, _BYTES)


def _detected(answer: object) -> str:
    found = as_object(answer, "answer").get("detectedLanguage")
    return text(as_object(found, "detectedLanguage"), "language")[:35] if found else ""


def _none(detail: str) -> Refusal:
    return Refusal(Problem.TRANSLATION_UNAVAILABLE, detail, "translation")
