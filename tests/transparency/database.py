"""A server with the Transparency Database's documented rules, over ASGI: token, whole batches or
nothing, puids once for ever with a lock while one is taken, 200 requests a second."""

import uuid
from collections import deque
from collections.abc import Callable
from time import monotonic
from typing import Any

import httpx2
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from quorate.transparency.rules import check

TOKEN = "a token of the platform"
MOST_A_SECOND = 200


class Database:
    """`stored` is what it took, in order; `fault` may answer instead, before or after taking."""

    def __init__(self) -> None:
        self.stored: dict[str, dict[str, Any]] = {}
        self.locked: set[str] = set()
        self.calls = 0
        self.fault: Callable[[str], JSONResponse | None] = lambda _: None
        self._lately: deque[float] = deque()
        self.app = FastAPI()
        self._serve()

    def client(self) -> httpx2.AsyncClient:
        return httpx2.AsyncClient(transport=httpx2.ASGITransport(app=self.app))

    def _allowed(self, request: Request) -> JSONResponse | None:
        self.calls += 1
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return JSONResponse({"message": "Unauthenticated."}, 401)
        now = monotonic()
        while self._lately and now - self._lately[0] > 1:
            self._lately.popleft()
        self._lately.append(now)
        if len(self._lately) > MOST_A_SECOND:
            told = "Limit Reached. Please do not overload the API"
            return JSONResponse({"message": told}, 429, {"Retry-After": "1"})
        return self.fault("before")

    def _serve(self) -> None:
        @self.app.post("/api/v1/statements")
        async def take(request: Request) -> JSONResponse:  # pyright: ignore[reportUnusedFunction]
            refused = self._allowed(request)
            if refused:
                return refused
            given: list[dict[str, Any]] = (await request.json())["statements"]
            if not 1 <= len(given) <= 100:
                told = "The statements field must have between 1 and 100 items."
                return JSONResponse({"message": told, "errors": {"statements": [told]}}, 422)
            errors = {f"statement_{at}": wrong for at, s in enumerate(given) if (wrong := check(s))}
            return JSONResponse({"errors": errors}, 422) if errors else self._take(given)

        @self.app.get("/api/v1/statement/existing-puid/{puid}")
        async def look(request: Request, puid: str) -> JSONResponse:  # pyright: ignore[reportUnusedFunction]
            refused = self._allowed(request)
            if refused:
                return refused
            return JSONResponse({"puid": puid}, 302 if puid in self.stored else 404)

    def _take(self, given: list[dict[str, Any]]) -> JSONResponse:
        puids = [str(one["puid"]) for one in given]
        twice = sorted({p for p in puids if puids.count(p) > 1})
        twice = twice or [p for p in puids if p in self.stored or p in self.locked]
        if twice:
            told = "The platform identifier(s) are not all unique within this call."
            errors = {"puid": [told], "existing_puids": twice}
            return JSONResponse({"message": told, "errors": errors}, 422)
        out = [{**one, "uuid": str(uuid.uuid4())} for one in given]
        self.stored |= {str(one["puid"]): one for one in out}
        return self.fault("after") or JSONResponse({"statements": out}, 201)
