"""Calls of the API: a platform's backend files reports and appeals by its token; a person reads
cases by their own key, with which each request is signed (RFC 9421)."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Self, cast
from urllib.parse import quote, urlencode

import httpx2
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from http_message_signatures.algorithms import ED25519  # pyright: ignore[reportPrivateImportUsage]
from http_message_signatures.resolvers import MappingKeyResolver
from http_message_signatures.signatures import HTTPMessageSigner

from quorate_client.types import (
    AlarmsIn,
    AppealIn,
    AppealOut,
    AppealPageOut,
    BatchOut,
    CasePageOut,
    CasesOut,
    FiledOut,
    Problem,
    ReportIn,
    ReportsIn,
)

_TIMEOUT: Final = 10.0
_COVERED: Final = ("@method", "@target-uri")


class RefusedError(Exception):
    """The API refused; `problem` says why and the way out (RFC 9457)."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"{problem['title']}: {problem['detail']} {problem['way_out']}")
        self.problem = problem


def _taken(answer: httpx2.Response) -> object:
    if answer.is_success:
        return answer.json()
    if answer.headers.get("content-type", "").startswith("application/problem+json"):
        raise RefusedError(cast("Problem", answer.json()))
    answer.raise_for_status()
    raise httpx2.HTTPError(f"status {answer.status_code}")


class _Connected:
    """Closed at the end of a `with`, or by `close`."""

    def __init__(self, server: str, http: httpx2.Client | None) -> None:
        self._server, self._http = server.rstrip("/"), http or httpx2.Client(timeout=_TIMEOUT)

    def close(self) -> None:
        """Gives back the connections."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Backend(_Connected):
    """A platform's backend, by its token. Each call raises RefusedError, or httpx2.HTTPError where
    nobody answered; what was filed under a `key` is filed again without harm."""

    def __init__(self, server: str, token: str, http: httpx2.Client | None = None) -> None:
        super().__init__(server, http)
        self._headers = {"Authorization": f"Bearer {token}"}

    def report(self, report: ReportIn, key: str) -> FiledOut:
        """Files one report; `key` is the platform's own id of it."""
        return cast("FiledOut", self._post("/v1/reports", report, {"Idempotency-Key": key}))

    def reports(self, reports: ReportsIn) -> BatchOut:
        """Files many, each with a key and an answer of its own."""
        return cast("BatchOut", self._post("/v1/reports/batch", reports, {}))

    def alarms(self, alarms: AlarmsIn) -> BatchOut:
        """The same for machines' alarms, each with its score."""
        return cast("BatchOut", self._post("/v1/alarms/batch", alarms, {}))

    def appeal(self, appeal: AppealIn) -> AppealOut:
        """An appeal of the person concerned, by the platform's own form."""
        return cast("AppealOut", self._post("/v1/appeals", appeal, {}))

    def _post(self, path: str, body: object, headers: dict[str, str]) -> object:
        headers = {**self._headers, **headers}
        return _taken(self._http.post(self._server + path, json=body, headers=headers))


@dataclass
class _Message:
    method: str
    url: str
    headers: dict[str, str]


class Reader(_Connected):
    """A person's own look at cases and appeals, under their roles. `key_id` is what `quorate key`
    printed beside the public half. Raises as Backend does."""

    def __init__(
        self,
        server: str,
        key_id: str,
        key: Ed25519PrivateKey,
        http: httpx2.Client | None = None,
    ) -> None:
        super().__init__(server, http)
        self._key_id = key_id
        self._signer = HTTPMessageSigner(
            signature_algorithm=ED25519,
            key_resolver=MappingKeyResolver(public_keys={}, private_keys={key_id: key}),
        )

    @classmethod
    def from_pem(cls, server: str, key_id: str, pem: bytes) -> Self:
        """With the content of a key file. Raises ValueError for another kind of key."""
        key = load_pem_private_key(pem, None)
        if not isinstance(key, Ed25519PrivateKey):
            raise ValueError("not an Ed25519 key")
        return cls(server, key_id, key)

    def cases(self, **filters: str) -> CasesOut:
        """Open cases, the most urgent first; `cursor` in the answer leads on."""
        query = f"?{urlencode(filters)}" if filters else ""
        return cast("CasesOut", self._get(f"/v1/cases{query}"))

    def case(self, name: str) -> CasePageOut:
        """One case with its newest reports."""
        return cast("CasePageOut", self._get(f"/v1/cases/{quote(name, safe='')}"))

    def appeal(self, name: str) -> AppealPageOut:
        """One appeal with its texts."""
        return cast("AppealPageOut", self._get(f"/v1/appeals/{quote(name, safe='')}"))

    def _get(self, path: str) -> object:
        request = self._http.build_request("GET", self._server + path)
        message = _Message("GET", str(request.url), {})
        self._signer.sign(  # pyright: ignore[reportUnknownMemberType]
            message,
            key_id=self._key_id,
            created=datetime.now(UTC),
            nonce=secrets.token_urlsafe(16),
            covered_component_ids=_COVERED,
            body=b"",
        )
        request.headers.update(message.headers)
        return _taken(self._http.send(request))
