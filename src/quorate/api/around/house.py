"""What the decision routes need besides the database: the followed ledger and the effector."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import httpx2
from fastapi import Request

from quorate.api.around.problems import refuse
from quorate.api.around.translating import Translator
from quorate.api.around.wakes import Wakes
from quorate.authority.agenda import Filed
from quorate.authority.amending import Order
from quorate.authority.engine import Law
from quorate.authority.gate import Actor, known_actor
from quorate.authority.laws import Laws
from quorate.cases.care import SHIPPED, Limits
from quorate.decisions.docket import Proposal
from quorate.decisions.rules import Rules
from quorate.decisions.statement import Statement
from quorate.effects.asking import Asking, problem_named
from quorate.effects.onlooker import Onlooker
from quorate.effects.view import View
from quorate.incidents.reading import Incidents
from quorate.people.requests import RequestCheck
from quorate.sessions.signals import Receiver
from quorate.vocabulary.kinds import Kind
from quorate.vocabulary.problems import Problem, Refusal
from quorate.vocabulary.times import now

if TYPE_CHECKING:
    from quorate.sessions.provider import Provider


@dataclass(slots=True)
class House:
    """One serving process's view of the ledger, and its way to the effector's door."""

    onlooker: Onlooker
    asking: Asking
    check: RequestCheck
    invites: Mapping[str, str]
    wakes: Wakes
    laws: Laws
    provider: "Provider | None" = None
    receiver: Receiver | None = None
    incidents: Incidents | None = None
    translator: Translator | None = None
    limits: Limits = SHIPPED

    def rules(self) -> Rules:
        """The rules as of the newest published entry."""
        self.onlooker.catch_up()
        view = self.onlooker.view
        return Rules(
            view.genesis_hash,
            view.founded,
            view.roster,
            view.catalogue,
            view.docket,
            self.laws.pinned(view.authority),
            view.more_approvers,
        )

    def law(self) -> Law:
        """The rules of authority that the newest published entry pins."""
        self.onlooker.catch_up()
        return self.laws.pinned(self.onlooker.view.authority)

    def identify(self, request: Request, body: bytes) -> Actor | Refusal:
        """The person whose enrolled, living key signed this request."""
        found = self.key_of(request, body)
        view = self.onlooker.view
        actor = found if isinstance(found, Refusal) else known_actor(view.roster, found)
        if isinstance(actor, Refusal):
            return actor
        return replace(actor, glass=view.glass(actor.person.id, now()))

    def key_of(self, request: Request, body: bytes) -> str | Refusal:
        """The id of the living key, a person's or a founder's, that signed this request."""
        self.onlooker.catch_up()
        found = self.check.asker_of(
            request.method, str(request.url), dict(request.headers), body, now()
        )
        if isinstance(found, Refusal):
            return found
        request.state.nonce = found.nonce
        return found.key

    def order(self) -> Order:
        """What administration rests on, as of the newest published entry."""
        self.onlooker.catch_up()
        view = self.onlooker.view
        return Order(view.genesis_hash, view.founded, view.roster, view.agenda, view.glass)

    async def knock(self, path: str, said: Statement, key: str, sig: str) -> None:
        """Hands a signed statement to the effector's door; its refusal is raised."""
        body = {"statement": said.fields(), "key": key, "sig": sig}
        await self.hand_on(path, body, "proposal")

    async def hand_on(self, path: str, body: Mapping[str, object], field: str) -> None:
        """Hands signed words to the effector's door; its refusal is raised, naming the field."""
        try:
            answer = await self.asking.http.post(self.asking.door + path, json=dict(body))
            found: dict[str, object] = answer.json()
        except (httpx2.HTTPError, ValueError):
            refuse(Problem.PLATFORM_UNAVAILABLE, "the effector does not answer")
        if answer.status_code != 200:
            refuse(problem_named(found), str(found.get("detail")), field)

    async def until(self, stands: Callable[[View], bool]) -> bool:
        """Waits three seconds for something to stand in the published ledger, so that pages show
        it; whether it does."""
        for _ in range(300):
            self.onlooker.catch_up()
            if stands(self.onlooker.view):
                return True
            await asyncio.sleep(0.01)
        return False

    async def until_said(self, proposal: str, kind: Kind, who: str) -> None:
        """Waits for a person's word about a proposal."""
        await self.until(lambda view: _stands(view.docket.proposals.get(proposal), kind, who))

    async def until_heard(self, amendment: str, signer: str) -> None:
        """Waits for a person's word about an amendment."""
        await self.until(lambda view: _is_said(view.agenda.amendments.get(amendment), signer))

    async def until_erased(self, commitment: str) -> None:
        """Waits for the entry that a value was erased."""
        await self.until(lambda view: commitment in view.erased)

    async def until_folded(self, proposal: str) -> bool:
        """Waits for the proposal itself."""
        return await self.until(lambda view: proposal in view.docket.proposals)


def _is_said(known: Filed | None, signer: str) -> bool:
    return known is not None and signer in known.said


def _stands(proposal: Proposal | None, kind: Kind, who: str) -> bool:
    if proposal is None:
        return False
    if kind is Kind.RESTORE:
        return proposal.restored
    return who in {**proposal.approvals, **proposal.denials, **proposal.vetoes}
