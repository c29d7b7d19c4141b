"""A person's side of the API: signed requests, and checks that trust no page."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import httpx2

from quorate.accounts.resolution import Resolution, read_resolution
from quorate.bootstrap import Profile
from quorate.decisions.catalogue import Policy, read_policy
from quorate.decisions.interest import PublicInterest, answers_of, interest_digest
from quorate.decisions.statement import Statement, read_statement
from quorate.effects.objections import order_digest
from quorate.ledger.fields import as_object, text
from quorate.ledger.keys import PrivateKey
from quorate.people.keys import key_id
from quorate.people.requests import signed_headers
from quorate.vocabulary.kinds import Kind
from quorate.vocabulary.times import now, stamp


class RefusedError(Exception):
    """A problem that the server answered; the message is for people, `problem` for programs."""

    def __init__(self, problem: Mapping[str, object]) -> None:
        super().__init__(
            f"{problem.get('title')} — {problem.get('detail')}. {problem.get('way_out')}"
        )
        self.problem = problem


class MistrustError(Exception):
    """What the server showed does not check out; nothing was signed."""


def read_profile(path: Path) -> Profile:
    """A profile file as founding wrote it."""
    row: dict[str, object] = json.loads(path.read_text())
    effectors = as_object(row.get("effectors"), "effectors")
    return Profile(
        text(row, "genesis"),
        text(row, "server"),
        text(row, "door"),
        text(row, "log"),
        text(row, "cosigner"),
        {k: text(effectors, k) for k in effectors},
    )


def _mistrust(what: str) -> NoReturn:
    raise MistrustError(f"{what}. Nothing was signed.")


@dataclass(frozen=True, slots=True)
class Shown:
    """A proposal whose bytes, subject, policy and answers were checked here, not on the server.

    `interest` is None below tier 2, and when the answers were erased.
    """

    statement: Statement
    resolution: Resolution
    policy: Policy
    interest: PublicInterest | None = None


class Client:
    """One person at one installation. Raises RefusedError, MistrustError or httpx2.HTTPError."""

    def __init__(self, profile: Profile, key: PrivateKey) -> None:
        self.profile, self.key = profile, key
        self._http = httpx2.Client(timeout=30.0, trust_env=False)

    def close(self) -> None:
        """Gives back the connections."""
        self._http.close()

    def call(self, method: str, path: str, body: object = None) -> dict[str, object]:
        """A signed request to the API."""
        data = b"" if body is None else json.dumps(body).encode()
        url = self.profile.server + path
        headers = signed_headers(self.key, method, url, data)
        if data:
            headers["Content-Type"] = "application/json"
        return _json(self._http.request(method, url, content=data, headers=headers))

    def text(self, path: str) -> str:
        """A signed request for a text."""
        url = self.profile.server + path
        answer = self._http.get(url, headers=signed_headers(self.key, "GET", url, b""))
        if answer.status_code >= 400:
            raise RefusedError(answer.json())
        return answer.text

    def knock(self, path: str, body: Mapping[str, object]) -> dict[str, object]:
        """A request at the effector's own door; what it needs is signed inside the body."""
        return _json(self._http.post(self.profile.door + path, json=dict(body)))

    def check(self, shown: Mapping[str, object]) -> Shown:
        """Reads a proposal from its bytes and proves who and what it is about."""
        try:
            statement = read_statement(shown.get("statement"))
            found = read_resolution(shown.get("resolution"))
            interest = answers_of(statement, shown.get("public_interest"))
        except ValueError as problem:
            _mistrust(f"The server's bytes are not a proposal: {problem}")
        resolution = found.resolution
        if not set(found.sig) <= set("0123456789abcdef") or not found.holds(self.profile.effectors):
            _mistrust("No effector of this installation resolved the subject")
        if statement.genesis != self.profile.genesis or resolution.genesis != statement.genesis:
            _mistrust("The proposal is for another installation")
        if (resolution.ref, resolution.connector, resolution.kind) != (
            statement.target.ref,
            statement.connector,
            statement.target.kind,
        ):
            _mistrust("The proposal is about another subject than the one shown")
        return Shown(statement, resolution, self._policy(statement), interest)

    def _policy(self, statement: Statement) -> Policy:
        answer = _json(self._http.get(f"{self.profile.server}/v1/policies/{statement.policy}"))
        policy = read_policy(as_object(json.loads(text(answer, "canonical")), "policy"))
        if policy.hash != statement.policy:
            _mistrust("The policy's text is not the one of the proposal")
        return policy

    def proposal(self, name: str) -> Shown:
        """An opened proposal, checked."""
        shown = self.check(self.call("GET", f"/v1/proposals/{name}"))
        if shown.statement.proposal != name:
            _mistrust("The server showed another proposal")
        return shown

    def signed(self, statement: Statement) -> dict[str, str]:
        """Key id and signature over the statement's digest."""
        return {"key": key_id(self.key.public), "sig": self.key.sign(statement.digest()).hex()}

    def say(self, shown: Shown, kind: Kind, signer: str) -> dict[str, object]:
        """Approve or deny by the API; veto, restore or revoke at the effector's door."""
        said = shown.statement.spoken_by(kind, signer)
        name = said.proposal
        if kind is Kind.APPROVE:
            if interest_digest(said) and shown.interest is None:
                _mistrust("The server does not show the answers about the public interest")
            return self.call("POST", f"/v1/proposals/{name}/approvals", self.signed(said))
        if kind is Kind.DENY:
            return self.call("POST", f"/v1/proposals/{name}/denials", self.signed(said))
        body: dict[str, object] = {"statement": said.fields(), **self.signed(said)}
        return self.knock(f"/v1/{kind}", body)

    def order(self, order: str, about: str, signer: str) -> dict[str, object]:
        """`execute` a proposal or `revoke-key` one of one's own, at the effector's door."""
        fields = {
            "genesis": self.profile.genesis,
            "order": order,
            "about": about,
            "signer": signer,
            "at": stamp(now()),
        }
        signature = self.key.sign(order_digest(fields)).hex()
        body = {"order": fields, "key": key_id(self.key.public), "sig": signature}
        return self.knock(f"/v1/{order}", body)


def _json(answer: httpx2.Response) -> dict[str, object]:
    try:
        found = dict(as_object(answer.json(), "answer"))
    except ValueError:
        found: dict[str, object] = {
            "title": f"status {answer.status_code}",
            "detail": "no JSON",
            "way_out": "",
        }
    if answer.status_code >= 400:
        raise RefusedError(found)
    return found
