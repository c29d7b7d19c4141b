"""A person's side of the API: signed requests, and checks that trust no page."""

import json
from collections.abc import Mapping

import httpx2

from quorate.authority.amendment import Amendment
from quorate.authority.erasure import ERASE, Erasure
from quorate.authority.shown import ShownAmendment, check_amendment
from quorate.decisions.shown import MistrustError, Shown, check, mistrust
from quorate.decisions.statement import Statement
from quorate.effects.asking import receipt_digest
from quorate.ledger.commitment import Salted
from quorate.ledger.fields import as_object, text
from quorate.ledger.keys import PrivateKey
from quorate.people.keys import key_id, signature_holds
from quorate.people.orders import order_digest
from quorate.people.requests import signed_headers
from quorate.profile import Profile
from quorate.vocabulary.errors import ToldError
from quorate.vocabulary.kinds import Kind
from quorate.vocabulary.times import now, stamp

__all__ = ["Client", "MistrustError", "RefusedError", "Shown"]


class RefusedError(ToldError):
    """A problem that the server answered; the message is for people, `problem` for programs."""

    def __init__(self, problem: Mapping[str, object]) -> None:
        super().__init__(
            f"{problem.get('title')} — {problem.get('detail')}. {problem.get('way_out')}"
        )
        self.problem = problem


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
        return check(shown, self.profile.genesis, self.profile.effectors, self._policy)

    def _policy(self, wanted: str) -> str:
        answer = _json(self._http.get(f"{self.profile.server}/v1/policies/{wanted}"))
        return text(answer, "canonical")

    def proposal(self, name: str) -> Shown:
        """An opened proposal, checked."""
        shown = self.check(self.call("GET", f"/v1/proposals/{name}"))
        if shown.statement.proposal != name:
            mistrust("The server showed another proposal")
        return shown

    def signed(self, statement: Statement) -> dict[str, str]:
        """Key id and signature over the statement's digest."""
        return {"key": key_id(self.key.public), "sig": self.key.sign(statement.digest()).hex()}

    def say(self, shown: Shown, kind: Kind, signer: str) -> dict[str, object]:
        """Approve or deny by the API; veto, restore or revoke at the effector's door."""
        said = shown.statement.spoken_by(kind, signer)
        name = said.proposal
        if kind is Kind.APPROVE:
            shown.weighed()
            return self.call("POST", f"/v1/proposals/{name}/approvals", self.signed(said))
        if kind is Kind.DENY:
            return self.call("POST", f"/v1/proposals/{name}/denials", self.signed(said))
        body: dict[str, object] = {"statement": said.fields(), **self.signed(said)}
        return self.knock(f"/v1/{kind}", body)

    def amendment(self, name: str) -> tuple[ShownAmendment, Mapping[str, object]]:
        """An opened amendment, read from its bytes, and the server's word on what stands."""
        answer = self.call("GET", f"/v1/amendments/{name}")
        try:
            shown = check_amendment(answer, name, self.profile.genesis)
        except ValueError as problem:
            mistrust(str(problem))
        return shown, as_object(answer.get("before"), "before")

    def _word(self, amendment: Amendment, kind: Kind, signer: str) -> dict[str, object]:
        sig = self.key.sign(amendment.spoken(kind, signer).digest()).hex()
        return {"signer": signer, "key": key_id(self.key.public), "sig": sig}

    def open_amendment(self, amendment: Amendment, reason: Salted, signer: str) -> None:
        """Hands in a new amendment under one's own signature."""
        word = self._word(amendment, Kind.PROPOSE, signer)
        said = {"reason": reason.value, "salt": reason.salt.hex()}
        body = {"amendment": amendment.fields(), **said, **word}
        self.call("POST", "/v1/amendments", body)

    def say_of_amendment(self, amendment: Amendment, kind: Kind, signer: str) -> None:
        """Approve or deny by the API; veto at the effector's door."""
        word = self._word(amendment, kind, signer)
        if kind is Kind.VETO:
            self.knock("/v1/amendments/veto", {"amendment": amendment.fields(), **word})
        else:
            book = "approvals" if kind is Kind.APPROVE else "denials"
            self.call("POST", f"/v1/amendments/{amendment.id}/{book}", word)

    def order(self, order: str, about: str, signer: str) -> dict[str, object]:
        """`execute` a proposal or `revoke-key` one of one's own, at the effector's door."""
        return self.knock(f"/v1/{order}", self._ordered(order, about, signer))

    def erase(self, erasure: Erasure, signer: str) -> None:
        """Takes a value and its salt away for good, by one's own signed order."""
        self.call("POST", "/v1/erasures", self._ordered(ERASE, erasure.about, signer))

    def identity(self, pseudonym: str, signer: str) -> str:
        """The person behind a pseudonym that a quorum opened, as an effector signed it."""
        body = self._ordered("show-identity", pseudonym, signer)
        answer = self.call("POST", f"/v1/identities/{pseudonym}", body)
        said = as_object(answer.get("receipt"), "receipt")
        public = self.profile.effectors.get(text(answer, "effector"), "")
        sig = bytes.fromhex(text(answer, "sig"))
        if not signature_holds(public, receipt_digest(said), sig):
            mistrust("No effector of this installation said so")
        if text(said, "pseudonym") != pseudonym:
            mistrust("The server answered about another pseudonym")
        return text(said, "person")

    def _ordered(self, order: str, about: str, signer: str) -> dict[str, object]:
        fields = {
            "genesis": self.profile.genesis,
            "order": order,
            "about": about,
            "signer": signer,
            "at": stamp(now()),
        }
        signature = self.key.sign(order_digest(fields)).hex()
        return {"order": fields, "key": key_id(self.key.public), "sig": signature}


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
