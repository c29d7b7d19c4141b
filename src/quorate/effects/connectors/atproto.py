"""The AT Protocol by a PDS's admin methods: the closed list of calls. The key or the password
never leaves this process.

Source: the lexicons com.atproto.admin.* and com.atproto.sync.*, each call tried against a running
PDS. A PDS writes down a takedown of whoever it is told, so everybody is looked up first.
"""

import html
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from quorate.accounts.atproto import account_of, is_canonical, uri_of
from quorate.accounts.register import Reading
from quorate.accounts.subject import Subject
from quorate.effects.connectors.atproto_credential import Credential
from quorate.effects.connectors.base import UNDOES, Freeing
from quorate.effects.connectors.calling import Answer, Calls, away, read
from quorate.effects.outward import Outward
from quorate.effects.parsing import child
from quorate.effects.parsing.parser import Parser
from quorate.effects.server_notices import ServerNotice
from quorate.ledger.fields import items, texts
from quorate.vocabulary.actions import Action
from quorate.vocabulary.kinds import SubjectKind
from quorate.vocabulary.private import PrivateField
from quorate.vocabulary.problems import Problem, Refusal

_ADMIN: Final = "com.atproto.admin."
_REPO: Final = "com.atproto.admin.defs#repoRef"
_STRONG: Final = "com.atproto.repo.strongRef"
_UNDOABLE: Final = frozenset({Action.HIDE_CONTENT, Action.TAKE_DOWN})
_WARNS: Final = (
    "The moderators of this server looked at a report about your account and "
    "ask you to read the server's rules. Nothing was taken from your account."
)


class AtprotoConnector:
    """Acts on the accounts of one PDS. With `mails`, the operator says that the PDS has a mail
    server: the PDS itself says of every mail that it was sent."""

    private: frozenset[PrivateField] = frozenset({PrivateField.EMAIL})

    def __init__(self, host: str, base_url: str, credential: Credential, *, mails: bool) -> None:
        self.instance = f"atproto:{host}"
        self.offered = _UNDOABLE | {Action.WARN} if mails else _UNDOABLE
        self._credential, self._mails, self._sender = credential, mails, f"did:web:{host}"
        self.base_url = base_url
        self._parser = Parser()
        self._calls = Calls(base_url)

    async def close(self) -> None:
        """Gives back the connections and ends the parsing child."""
        await self._calls.close()
        await self._parser.close()

    async def _answer(
        self,
        name: str,
        body: Mapping[str, object] | None = None,
        query: Mapping[str, str] | None = None,
    ) -> Answer | Refusal:
        """One admin method: a procedure where there is a body, else a query."""
        method = _ADMIN + name
        path = f"/xrpc/{method}" + (f"?{urlencode(query)}" if query else "")
        headers = {"Authorization": self._credential.header(method)}
        return await self._calls.answer("POST" if body else "GET", path, body, headers)

    async def _call(
        self,
        name: str,
        body: Mapping[str, object] | None = None,
        query: Mapping[str, str] | None = None,
    ) -> dict[str, object] | Refusal:
        """The answer of status 200; a NotFound is SUBJECT_UNKNOWN, all else is no answer."""
        answer = await self._answer(name, body, query)
        found = answer if isinstance(answer, Refusal) else read(answer)
        if isinstance(found, Refusal):
            return found
        status, fields = found
        if status == 400 and fields.get("error") == "NotFound":
            return Refusal(Problem.SUBJECT_UNKNOWN, "the platform has no such thing", "subject")
        return fields if status == 200 else away(f"the platform answered {status}")

    def account_of(self, subject: Subject) -> str:
        """The account itself, or a record's author (`collection/rkey/did`)."""
        return account_of(subject)

    async def resolve(self, subject: Subject) -> Refusal | None:
        """An account of this PDS, echoed byte for byte; a record that is there, hidden or not."""
        if subject.connector != self.instance or not is_canonical(subject):
            return Refusal(
                Problem.SUBJECT_NOT_CANONICAL, "not a canonical id of this server", "subject"
            )
        known = await self._account(account_of(subject))
        if isinstance(known, Refusal) or subject.kind is SubjectKind.ACCOUNT:
            return known if isinstance(known, Refusal) else None
        found = await self._status(subject)
        return found if isinstance(found, Refusal) else None

    async def _account(self, did: str) -> dict[str, object] | Refusal:
        found = await self._call("getAccountInfo", query={"did": did})
        if isinstance(found, Refusal):
            return found
        return found if found.get("did") == did else away("an answer about another account")

    async def _status(self, subject: Subject) -> tuple[dict[str, object], bool] | Refusal:
        """The subject as the platform's calls name it, and whether it is taken down."""
        account = subject.kind is SubjectKind.ACCOUNT
        name, wanted = ("did", subject.native) if account else ("uri", uri_of(subject))
        found = await self._call("getSubjectStatus", query={name: wanted})
        if isinstance(found, Refusal):
            return found
        named, takedown = _row(found.get("subject")), _row(found.get("takedown"))
        applied = takedown.get("applied")
        if named.get(name) != wanted or not isinstance(applied, bool):
            return away("an answer that leaves the subject's state open")
        if account:
            return {"$type": _REPO, "did": wanted}, applied
        cid = named.get("cid")
        if not isinstance(cid, str):
            return away("an answer that names no version of the record")
        return {"$type": _STRONG, "uri": wanted, "cid": cid}, applied

    async def dependants(self, account: str) -> Mapping[str, int] | Refusal:
        """Its records, by collection; up to 100 of each are counted."""
        query = urlencode({"repo": account})
        told = await self._calls.call("GET", f"/xrpc/com.atproto.repo.describeRepo?{query}")
        if isinstance(told, Refusal):
            return told
        found: dict[str, int] = {}
        try:
            for name in texts(told[1], "collections"):
                query = urlencode({"repo": account, "collection": name, "limit": 100})
                path = f"/xrpc/com.atproto.repo.listRecords?{query}"
                listed = await self._calls.call("GET", path)
                if isinstance(listed, Refusal):
                    return listed
                found[name] = len(items(listed[1], "records"))
        except ValueError:
            return away("the account's records could not be counted")
        return found

    async def read(self, subject: Subject) -> Reading | Refusal:
        """Nothing makes a tier by itself: a PDS knows no followers, no mark and no office. Whom to
        protect is said in the register."""
        known = await self._account(account_of(subject))
        return known if isinstance(known, Refusal) else Reading(0, verified=False, office=False)

    async def state(self, account: str) -> Mapping[Action, bool] | Refusal:
        """Taken down or not, whoever did it."""
        found = await self._status(Subject(self.instance, SubjectKind.ACCOUNT, account))
        return found if isinstance(found, Refusal) else {Action.TAKE_DOWN: found[1]}

    async def in_force(self, action: Action, subject: Subject) -> bool | Refusal:
        """Read back, whoever did it: what others took down as well is not free. A mail leaves
        nothing to read."""
        if action not in _UNDOABLE:
            return False
        found = await self._status(self._target(action, subject))
        if isinstance(found, Refusal):
            return False if await self._deleted(action, subject, found) else found
        return found[1]

    async def _deleted(self, action: Action, subject: Subject, refused: Refusal) -> bool:
        """Whether the author took the record away: nothing of it is hidden, nor can be shown."""
        if action is not Action.HIDE_CONTENT or refused.problem is not Problem.SUBJECT_UNKNOWN:
            return False
        return not isinstance(await self._account(account_of(subject)), Refusal)

    def _target(self, action: Action, subject: Subject) -> Subject:
        """The record for what works on the one record, else its author's account."""
        if action is Action.HIDE_CONTENT:
            return subject
        return Subject(self.instance, SubjectKind.ACCOUNT, account_of(subject))

    async def act(self, order: Outward, subject: Subject) -> Refusal | None:
        """The certified call; the takedown's `ref` is the proposal."""
        known = await self.resolve(subject)
        if known:
            return known
        if order.action in _UNDOABLE:
            takedown = {"applied": True, "ref": order.proposal}
            return await self._set(self._target(order.action, subject), takedown)
        if order.action is Action.WARN and self._mails:
            text = f"{_WARNS} Decision {order.proposal}, signed by {', '.join(order.hands)}."
            return await self._mail(account_of(subject), "A word from the moderators", text)
        return Refusal(Problem.ACTION_NOT_OFFERED, "not offered on this PDS", "action")

    async def free(self, call: Freeing, subject: Subject) -> Refusal | None:
        """Gives back or shows, and nothing else."""
        undone = UNDOES[call]
        if undone not in _UNDOABLE:
            return Refusal(Problem.ACTION_NOT_OFFERED, "not offered on a PDS", "action")
        refused = await self._set(self._target(undone, subject), {"applied": False})
        gone = refused and await self._deleted(undone, subject, refused)
        return None if gone else refused

    async def _set(self, subject: Subject, takedown: Mapping[str, object]) -> Refusal | None:
        known = await self._status(subject)
        if isinstance(known, Refusal):
            return known
        body = {"subject": known[0], "takedown": takedown}
        done = await self._call("updateSubjectStatus", body)
        return done if isinstance(done, Refusal) else None

    async def notify(self, notice: ServerNotice, subject: Subject) -> Refusal | None:
        """A mail by the PDS to the account's address, taken down or not. A PDS knows no mail again:
        one whose answer was lost is sent once more."""
        return await self._mail(account_of(subject), notice.title, notice.text)

    async def _mail(self, did: str, subject: str, text: str) -> Refusal | None:
        if not self._mails:
            return Refusal(Problem.ACTION_NOT_OFFERED, "this PDS sends no mail", "platform")
        content = "<br>\n".join(html.escape(line) for line in text.split("\n"))
        body = {
            "recipientDid": did,
            "senderDid": self._sender,
            "subject": subject,
            "content": content,
        }
        sent = await self._call("sendEmail", body)
        if isinstance(sent, Refusal):
            return sent
        return None if sent.get("sent") is True else away("the mail was not sent")

    async def reveal(self, field: PrivateField, subject: Subject) -> list[str] | Refusal:
        """Parsed in the child, where the credential is not; kept nowhere."""
        known = await self.resolve(subject)
        if known:
            return known
        if field not in self.private:
            return Refusal(Problem.FIELD_NOT_OFFERED, "not to be had on a PDS", "field")
        raw = await self._answer("getAccountInfo", query={"did": account_of(subject)})
        if isinstance(raw, Refusal):
            return raw
        if raw.status != 200:
            return away(f"the platform answered {raw.status}")
        found = await self._parser.parse(child.ACCOUNT_EMAIL, raw.body)
        return texts(found[0], "lines") if found else away("an unreadable answer")

    async def media(self, address: str) -> bytes | Refusal:
        """Reports of records name their pictures by no address that is read here yet."""
        return Refusal(Problem.MEDIA_NOT_SHOWN, "not an address of this platform", "media")


def _row(value: object) -> Mapping[object, object]:
    return value if isinstance(value, dict) else {}  # pyright: ignore[reportUnknownVariableType]
