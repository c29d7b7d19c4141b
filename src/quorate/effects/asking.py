"""How another process asks the effector whom a subject is: signed by the asker's own key."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import httpx2
import rfc8785

from quorate.accounts.resolution import SignedResolution, read_resolution
from quorate.accounts.subject import Subject
from quorate.ledger.keys import PrivateKey
from quorate.people.keys import key_id
from quorate.vocabulary.problems import Problem, Refusal
from quorate.vocabulary.times import now, stamp

ASK_DOMAIN = b"quorate/ask/v1\n"


def ask_digest(ask: Mapping[str, object]) -> bytes:
    """What a process signs when it asks the effector."""
    return hashlib.sha256(ASK_DOMAIN + rfc8785.dumps(dict(ask))).digest()  # pyright: ignore


@dataclass(frozen=True, slots=True)
class Asking:
    """The way to one effector's door. `door` is its address."""

    door: str
    key: PrivateKey
    http: httpx2.AsyncClient

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
        body = {
            "ask": ask,
            "key": key_id(self.key.public),
            "sig": self.key.sign(ask_digest(ask)).hex(),
        }
        try:
            answer = await self.http.post(self.door + "/v1/resolve", json=body)
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


def problem_named(found: Mapping[str, object]) -> Problem:
    """The problem that the effector's answer names."""
    named = str(found.get("type", "")).rpartition(":")[2]
    return Problem(named) if named in set(Problem) else Problem.PLATFORM_UNAVAILABLE
