"""How another process asks the effector whom a subject is: signed by the asker's own key."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TypeVar

import httpx2

from quorate.accounts.resolution import SignedResolution, read_resolution
from quorate.accounts.reveal import CaseWord, Reveal
from quorate.accounts.subject import Subject
from quorate.authority.before import SignedBefore, read_before
from quorate.effects.outstanding import Unanswered, What
from quorate.ledger.canonical import canonical
from quorate.ledger.fields import as_object, integer, items, optional_text, text, texts
from quorate.ledger.keys import PrivateKey
from quorate.people.keys import key_id
from quorate.telemetry import traces
from quorate.vocabulary.problems import Problem, Refusal
from quorate.vocabulary.times import instant, now, stamp

ASK_DOMAIN = b"quorate/ask/v1\n"
SHOWN_DOMAIN = b"quorate/shown/v1\n"
RECEIPT_DOMAIN = b"quorate/receipt/v1\n"
T = TypeVar("T")


def ask_digest(ask: Mapping[str, object]) -> bytes:
    """What a process signs when it asks the effector."""
    return hashlib.sha256(ASK_DOMAIN + canonical(dict(ask))).digest()


def receipt_digest(content: Mapping[str, object]) -> bytes:
    """What the effector signs of an answer of its door."""
    spelled = canonical(dict(content))
    return hashlib.sha256(RECEIPT_DOMAIN + spelled).digest()


@dataclass(frozen=True, slots=True)
class Shown:
    """What a look showed, and until when; signed by the effector. Kept nowhere."""

    reveal: str
    field: str
    values: list[str]
    ends: str
    effector: str
    sig: str

    def digest(self) -> bytes:
        """What the effector signs."""
        shown = {n: getattr(self, n) for n in ("reveal", "field", "values", "ends")}
        return hashlib.sha256(SHOWN_DOMAIN + canonical(shown)).digest()


def read_shown(value: object) -> Shown:
    """From the door's JSON. Raises ValueError naming the field."""
    whole = as_object(value, "answer")
    row = as_object(whole.get("shown"), "shown")
    return Shown(
        text(row, "reveal"),
        text(row, "field"),
        texts(row, "values"),
        text(row, "ends"),
        text(whole, "effector"),
        text(whole, "sig"),
    )


@dataclass(frozen=True, slots=True)
class Asking:
    """The way to one effector's door. `door` is its address."""

    door: str
    key: PrivateKey
    http: httpx2.AsyncClient

    def _signed(self, ask: Mapping[str, object]) -> dict[str, object]:
        sig = self.key.sign(ask_digest(ask)).hex()
        return {"ask": dict(ask), "key": key_id(self.key.public), "sig": sig}

    async def _reach(
        self, path: str, body: Mapping[str, object], timeout: float | None = None
    ) -> httpx2.Response:
        """Under the trace that is going on here. `timeout` in seconds, else the client's."""
        limit = httpx2.USE_CLIENT_DEFAULT if timeout is None else timeout
        url, sent = self.door + path, dict(body)
        return await self.http.post(url, json=sent, headers=traces.headers(), timeout=limit)

    async def before(self, amendment: str) -> SignedBefore | None:
        """What stands where the amendment would change something; None without an answer."""
        ask = {"amendment": amendment, "at": stamp(now())}
        try:
            answer = await self._reach("/v1/before", self._signed(ask))
            return read_before(answer.json()) if answer.status_code == 200 else None
        except (httpx2.HTTPError, ValueError):
            return None

    async def changed_accounts(self) -> dict[str, str]:
        """The accounts that do not stand as decided, by pseudonym; empty without an answer."""
        ask = {"at": stamp(now())}
        try:
            answer = await self._reach("/v1/changed-accounts", self._signed(ask))
            found = as_object(answer.json(), "accounts")
            return {ref: text(found, ref) for ref in found} if answer.status_code == 200 else {}
        except (httpx2.HTTPError, ValueError):
            return {}

    async def waiting(self) -> list[Unanswered] | None:
        """What the platform has not taken yet; None without an answer of the effector."""
        try:
            body = self._signed({"at": stamp(now())})
            answer = await self._reach("/v1/waiting", body)
            rows = items(as_object(answer.json(), "answer"), "waiting")
            return [_unanswered(row) for row in rows] if answer.status_code == 200 else None
        except (httpx2.HTTPError, ValueError):
            return None

    async def concerned(
        self, subject: Subject, reporters: Sequence[str]
    ) -> frozenset[str] | Refusal:
        """The people here who own, wrote or reported the subject; PLATFORM_UNAVAILABLE without an
        answer of the effector."""
        return await self._people("/v1/concerned", subject, {"reporters": list(reporters)})

    async def owners(self, subject: Subject) -> frozenset[str] | Refusal:
        """The people here who own the subject or wrote it; else as `concerned`, within 2 s: whoever
        asks goes on without an answer."""
        return await self._people("/v1/owners", subject, {}, timeout=2.0)

    async def _people(
        self,
        path: str,
        subject: Subject,
        more: Mapping[str, object],
        timeout: float | None = None,
    ) -> frozenset[str] | Refusal:
        about = {"connector": subject.connector, "kind": subject.kind, "native": subject.native}
        body = self._signed({**about, **more, "at": stamp(now())})
        try:
            answer = await self._reach(path, body, timeout)
            found = as_object(answer.json(), "answer")
            if answer.status_code == 200:
                return frozenset(texts(found, "people"))
        except (httpx2.HTTPError, ValueError):
            return Refusal(Problem.PLATFORM_UNAVAILABLE, "the effector does not answer", "subject")
        return Refusal(problem_named(found), str(found.get("detail")), "subject")

    async def media(self, address: str) -> bytes | Refusal:
        """The bytes of reported media, or why the effector does not give them."""
        body = self._signed({"media": address, "at": stamp(now())})
        try:
            answer = await self._reach("/v1/media", body, timeout=20.0)
            if answer.status_code == 200:
                return answer.content
            found: dict[str, object] = answer.json()
        except (httpx2.HTTPError, ValueError):
            return Refusal(Problem.PLATFORM_UNAVAILABLE, "the effector does not answer", "media")
        return Refusal(problem_named(found), str(found.get("detail")), "media")

    async def resolve(
        self, subject: Subject, reporters: Sequence[str]
    ) -> SignedResolution | Refusal:
        """The subject as the effector resolves it; SUBJECT_UNKNOWN when it serves another
        platform than the subject's, PLATFORM_UNAVAILABLE when it does not answer."""
        ask = {
            "kind": subject.kind,
            "native": subject.native,
            "reporters": list(reporters),
            "at": stamp(now()),
        }
        try:
            answer = await self._reach("/v1/resolve", self._signed(ask))
            found: dict[str, object] = answer.json()
            resolved = read_resolution(found) if answer.status_code == 200 else None
        except (httpx2.HTTPError, ValueError):
            return Refusal(Problem.PLATFORM_UNAVAILABLE, "the effector does not answer", "subject")
        if resolved is None:
            return Refusal(problem_named(found), str(found.get("detail")), "subject")
        if resolved.resolution.connector != subject.connector:
            detail = f"the effector serves {resolved.resolution.connector} only"
            return Refusal(Problem.SUBJECT_UNKNOWN, detail, "subject.connector")
        return resolved

    async def reveal(
        self, order: Reveal, key: str, sig: str, word: CaseWord | None
    ) -> Shown | Refusal:
        """Hands a signed order on, with this process's signed word about its case."""
        body: dict[str, object] = {"order": order.fields(), "key": key, "sig": sig, "word": None}
        if word is not None:
            signed = self.key.sign(word.digest()).hex()
            body["word"] = {"word": asdict(word), "key": key_id(self.key.public), "sig": signed}
        return await self._looked("/v1/reveal", body, read_shown, "field")

    async def show_identity(self, body: Mapping[str, object]) -> dict[str, object] | Refusal:
        """Hands a signed order on; the person behind a pseudonym, as the effector signs it."""
        return await self._looked("/v1/show-identity", body, lambda found: found)

    async def _looked(
        self,
        path: str,
        body: Mapping[str, object],
        read: Callable[[dict[str, object]], T],
        field: str | None = None,
    ) -> T | Refusal:
        """The door's answer to an order that waits for the ledger, or why it refused; `field` is
        named where nothing that can be read comes back."""
        try:
            answer = await self._reach(path, body, timeout=20.0)
            found: dict[str, object] = answer.json()
            if answer.status_code == 200:
                return read(found)
        except (httpx2.HTTPError, ValueError):
            return Refusal(Problem.PLATFORM_UNAVAILABLE, "the effector does not answer", field)
        named = (optional_text(found, "field"), optional_text(found, "invariant"))
        return Refusal(problem_named(found), str(found.get("detail")), *named)


def problem_named(found: Mapping[str, object]) -> Problem:
    """The problem that the effector's answer names."""
    named = str(found.get("type", "")).rpartition(":")[2]
    return Problem(named) if named in set(Problem) else Problem.PLATFORM_UNAVAILABLE


def _unanswered(row: Mapping[str, object]) -> Unanswered:
    return Unanswered(
        What(text(row, "what")),
        text(row, "proposal"),
        instant(text(row, "since")),
        integer(row, "tries"),
        text(row, "answer"),
    )
