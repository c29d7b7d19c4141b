"""Any platform by signed webhooks: it takes effects and notices, and answers with what stands.

What it has to implement, and why each point is asked: docs/how-to/connect-a-platform.md. Nothing
that it answers is believed but the state that is read back.
"""

import secrets
from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

from quorate.accounts.register import Reading
from quorate.accounts.subject import Subject
from quorate.effects.connectors.base import INVERSES, UNDOES, Freeing
from quorate.effects.connectors.calling import Answer, away, unknown
from quorate.effects.connectors.webhook_state import State, account_of, is_canonical, read_state
from quorate.effects.connectors.webhook_wire import Wire
from quorate.effects.outward import Outward
from quorate.effects.parsing import child
from quorate.effects.parsing.parser import Parser
from quorate.effects.server_notices import ServerNotice
from quorate.ledger.fields import as_object, texts
from quorate.ledger.keys import PrivateKey
from quorate.vocabulary.actions import FACTS, Action
from quorate.vocabulary.kinds import SubjectKind
from quorate.vocabulary.private import PrivateField
from quorate.vocabulary.problems import Problem, Refusal
from quorate.vocabulary.times import now, stamp

PREFIX: Final = "webhook:"
OFFERABLE: Final = frozenset(
    a for a in Action if (a in INVERSES or not FACTS[a].reversible) and not FACTS[a].marks
)
"""What can be undone by a call, or by nothing and says so. A label is no call to a platform."""
STATE: Final = "/subjects/{id}/state"
_UNKNOWN: Final = "unknown-subject"


class WebhookConnector:
    """Acts on one platform. `read_back` is the path of a subject's state; `{id}` in it stands for
    the subject's id, percent-encoded."""

    def __init__(
        self,
        name: str,
        base_url: str,
        key: PrivateKey,
        offered: frozenset[Action],
        private: frozenset[PrivateField] = frozenset(),
        read_back: str = STATE,
    ) -> None:
        self.instance = PREFIX + name
        self.offered, self.private = offered, private
        self._base_url, self._read_back = base_url, read_back
        self._wire, self._parser = Wire(key), Parser()

    async def close(self) -> None:
        """Gives back the connections and ends the parsing child."""
        await self._wire.close()
        await self._parser.close()

    def account_of(self, subject: Subject) -> str:
        """The account itself, or a message's author (`place/id/author`)."""
        return account_of(subject)

    def _account(self, native: str) -> Subject:
        return Subject(self.instance, SubjectKind.ACCOUNT, native)

    def _worked_on(self, action: Action, subject: Subject) -> Subject:
        """The message, for an action on content; else the account."""
        return subject if FACTS[action].content else self._account(account_of(subject))

    async def _state(self, subject: Subject) -> State | Refusal:
        if subject.connector != self.instance or not is_canonical(subject):
            detail = "not a canonical id of this platform"
            return Refusal(Problem.SUBJECT_NOT_CANONICAL, detail, "subject")
        path = self._read_back.replace("{id}", quote(subject.native, safe=""))
        return self._read(await self._wire.get(self._base_url + path), subject)

    def _read(self, answer: Answer | Refusal, subject: Subject) -> State | Refusal:
        if isinstance(answer, Refusal):
            return answer
        if answer.status != 200:
            return self._refused(answer)
        try:
            return read_state(answer.json(), subject, self.offered)
        except ValueError as problem:
            return self._wire.failed(f"an unreadable state: {str(problem)[:120]}")

    def _refused(self, answer: Answer) -> Refusal:
        """Unknown only where the platform says so in words: a proxy's 404 ends no intent."""
        try:
            said = as_object(answer.json(), "problem").get("error")
        except ValueError:
            said = None
        if said == _UNKNOWN:
            return unknown("thing")
        return self._wire.failed(f"the platform answered {answer.status}")

    async def resolve(self, subject: Subject) -> Refusal | None:
        """Known and echoed byte for byte, with the author where it is a message."""
        known = await self._state(subject)
        return known if isinstance(known, Refusal) else None

    async def read(self, subject: Subject) -> Reading | Refusal:
        """Reach, verified and office, as the platform says of the account."""
        known = await self._state(self._account(account_of(subject)))
        if isinstance(known, Refusal):
            return known
        return known.reading or away("an account's state without its facts")

    async def state(self, account: str) -> Mapping[Action, bool] | Refusal:
        """Of each silencing of an account that the settings offer."""
        known = await self._state(self._account(account))
        return known if isinstance(known, Refusal) else known.in_force

    async def dependants(self, account: str) -> Mapping[str, int] | Refusal:
        """How much of each kind hangs on the account, as far as the platform says."""
        known = await self._state(self._account(account))
        return known if isinstance(known, Refusal) else known.dependants

    async def in_force(self, action: Action, subject: Subject) -> bool | Refusal:
        """Read back. A warning leaves nothing to read: its idempotency key makes it single."""
        known = await self._state(self._worked_on(action, subject))
        return known if isinstance(known, Refusal) else known.in_force.get(action, False)

    async def act(self, order: Outward, subject: Subject) -> Refusal | None:
        """The certified effect, under the proposal's id however often it is sent."""
        if order.action not in self.offered:
            return Refusal(Problem.ACTION_NOT_OFFERED, "not in the settings", "action")
        body: dict[str, object] = {
            "effect_id": order.proposal,
            "action": order.action,
            "subject": _told(subject),
            "reason_code": order.policy,
            "reversible": FACTS[order.action].reversible,
        }
        times = {"issued_at": order.issued, "until": order.until}
        body |= {name: stamp(at) for name, at in times.items() if at}
        known = await self._change("/effects", body, order.proposal, order.action, subject)
        if isinstance(known, Refusal):
            return known
        if known.in_force.get(order.action, True):
            return None
        return away("the platform took the effect and says that it is not in force")

    async def free(self, call: Freeing, subject: Subject) -> Refusal | None:
        """Undoes. Each call has an id of its own: to free twice does no harm, and not to free again
        after another effect would."""
        action = UNDOES[call]
        if action not in self.offered:
            return Refusal(Problem.ACTION_NOT_OFFERED, "not in the settings", "action")
        once = f"restore_{secrets.token_hex(16)}"
        body: dict[str, object] = {
            "effect_id": once,
            "action": call,
            "undoes": action,
            "subject": _told(subject),
            "issued_at": stamp(now()),
        }
        known = await self._change("/effects", body, once, action, subject, freeing=True)
        return known if isinstance(known, Refusal) else None

    async def _change(
        self,
        path: str,
        body: Mapping[str, object],
        once: str,
        action: Action,
        subject: Subject,
        *,
        freeing: bool = False,
    ) -> State | Refusal:
        """The answer is the state after, of what the action works on."""
        answer = await self._wire.post(self._base_url + path, body, once, freeing=freeing)
        return self._read(answer, self._worked_on(action, subject))

    async def notify(self, notice: ServerNotice, subject: Subject) -> Refusal | None:
        """The statement of reasons, for the platform to show its user wherever it shows such."""
        body: dict[str, object] = {
            "notice_id": notice.name,
            "account": account_of(subject),
            "text": notice.text,
            "address": notice.address,
        }
        answer = await self._wire.post(f"{self._base_url}/notices", body, notice.name)
        if isinstance(answer, Refusal):
            return answer
        return None if answer.status == 200 else self._refused(answer)

    async def reveal(self, field: PrivateField, subject: Subject) -> list[str] | Refusal:
        """A field that the settings declare; parsed in the child, where the key is not."""
        if field not in self.private:
            return Refusal(Problem.FIELD_NOT_OFFERED, "not in the settings", "field")
        if not is_canonical(subject):
            return Refusal(Problem.SUBJECT_NOT_CANONICAL, "not a canonical id", "subject")
        named = quote(subject.native, safe="")
        answer = await self._wire.get(f"{self._base_url}/subjects/{named}/private/{field}")
        if isinstance(answer, Refusal):
            return answer
        if answer.status != 200:
            return self._refused(answer)
        found = await self._parser.parse(child.LINES, answer.body)
        return texts(found[0], "lines") if found else self._wire.failed("an unreadable answer")

    async def media(self, address: str) -> bytes | Refusal:
        """None: only what the effector itself took as a report is shown, and here reports come in
        by the API."""
        return Refusal(Problem.MEDIA_NOT_SHOWN, "this platform gives no media", "media")


def _told(subject: Subject) -> dict[str, str]:
    return {"kind": subject.kind, "id": subject.native, "account": account_of(subject)}
