"""The way to `serve`: what it answers is checked by whoever asked, or is a refusal in words."""

from collections.abc import Mapping
from dataclasses import dataclass

import httpx2

from quorate.languages.retelling import retell
from quorate.languages.tongues import say
from quorate.ledger.fields import as_object


class UpstreamError(Exception):
    """`serve` refused, or did not answer: in the page's language. `status` is for the browser."""

    def __init__(self, status: int, told: str) -> None:
        super().__init__(told)
        self.status = status


@dataclass(frozen=True, slots=True)
class Upstream:
    """`serve` is its address."""

    serve: str
    http: httpx2.AsyncClient

    async def post(self, path: str, body: Mapping[str, object]) -> Mapping[str, object]:
        """The answer's JSON. Raises UpstreamError."""
        try:
            answer = await self.http.post(self.serve + path, json=dict(body))
            found = as_object(answer.json(), "answer")
        except (httpx2.HTTPError, ValueError):
            raise UpstreamError(503, say("The server does not answer.")) from None
        if answer.status_code >= 400:
            title, detail, out = (retell(str(found.get(n))) for n in ("title", "detail", "way_out"))
            told = f"{title}: {detail}. {out}"
            raise UpstreamError(answer.status_code, told[:500])
        return found
