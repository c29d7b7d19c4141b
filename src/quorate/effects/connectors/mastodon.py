"""Mastodon by its admin API: the closed list of calls. The token never leaves this process.

Source: Mastodon's documentation, methods/admin/accounts and methods/statuses (4.3). An account is
named by its id on the server, a message as `status/id/author`. The token needs the scopes
admin:read:accounts, admin:write:accounts, read:statuses and write:statuses.

Every account action is a strike in Mastodon's own records, so none is repeated: what already shows
is left alone. Its suspension hides the account and all its posts and is undone for 30 days, which
is `take_down` here; its silencing is `limit`, and a disabled login is `lock`.
"""

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

from quorate.accounts.register import Reading
from quorate.accounts.subject import Subject
from quorate.effects.connectors.base import UNDOES, Freeing
from quorate.effects.connectors.calling import Calls, away, shown_states, unknown
from quorate.effects.outward import Outward
from quorate.effects.server_notices import ServerNotice
from quorate.ledger.fields import as_object, integer, items, text
from quorate.vocabulary.actions import Action
from quorate.vocabulary.kinds import SubjectKind
from quorate.vocabulary.private import PrivateField
from quorate.vocabulary.problems import Problem, Refusal

_ACCOUNT: Final = re.compile(r"[1-9][0-9]{0,18}")
_STATUS: Final = re.compile(r"status/[1-9][0-9]{0,18}/[1-9][0-9]{0,18}")
_ADMIN: Final = "/api/v1/admin/accounts"
_SHOWN: Final = {
    Action.LIMIT: "silenced",
    Action.LOCK: "disabled",
    Action.TAKE_DOWN: "suspended",
}
_WARNING: Final = "The moderators ask you to read the rules of this server. Nothing was taken."
_TYPES: Final = {Action.LIMIT: "silence", Action.LOCK: "disable", Action.TAKE_DOWN: "suspend"}
_FREES: Final = {
    Freeing.GIVE_BACK: "unsuspend",
    Freeing.UNLIMIT: "unsilence",
    Freeing.UNLOCK: "enable",
}


class MastodonConnector:
    """Acts on the local accounts of one Mastodon server."""

    offered: frozenset[Action] = frozenset({*_TYPES, Action.WARN})
    private: frozenset[PrivateField] = frozenset({PrivateField.EMAIL, PrivateField.IP_ADDRESSES})

    def __init__(self, domain: str, base_url: str, token: str) -> None:
        self.instance = f"mastodon:{domain}"
        self._calls = Calls(base_url, token)

    async def close(self) -> None:
        """Gives back the connections."""
        await self._calls.close()

    def account_of(self, subject: Subject) -> str:
        """The account itself, or a status's author (`status/id/author`)."""
        return subject.native.rsplit("/", 1)[-1]

    async def resolve(self, subject: Subject) -> Refusal | None:
        """A local account under this very id; a status of just this author."""
        form = _ACCOUNT if subject.kind is SubjectKind.ACCOUNT else _STATUS
        if subject.connector != self.instance or not form.fullmatch(subject.native):
            detail = "not a canonical id of this server"
            return Refusal(Problem.SUBJECT_NOT_CANONICAL, detail, "subject")
        account = await self._account(self.account_of(subject))
        if isinstance(account, Refusal):
            return account
        return await self._status(subject) if subject.kind is SubjectKind.MESSAGE else None

    async def _account(self, account: str) -> dict[str, object] | Refusal:
        answer = await self._calls.call("GET", f"{_ADMIN}/{quote(account, safe='')}")
        if isinstance(answer, Refusal):
            return answer
        status, found = answer
        if status == 404:
            return unknown("account")
        if status != 200:
            return away(f"the platform answered {status}")
        if found.get("id") != account:
            return away("an answer about another account")
        if found.get("domain") is not None:
            return unknown("local account")
        return found

    async def _status(self, subject: Subject) -> Refusal | None:
        _, status, author = subject.native.split("/")
        answer = await self._calls.call("GET", f"/api/v1/statuses/{status}")
        if isinstance(answer, Refusal):
            return answer
        if answer[0] != 200 or answer[1].get("id") != status:
            return unknown("status")
        wrote = _within(answer[1], "account").get("id")
        return None if wrote == author else unknown("status of this author")

    async def dependants(self, account: str) -> Mapping[str, int] | Refusal:
        """Its statuses and followers."""
        found = await self._account(account)
        if isinstance(found, Refusal):
            return found
        try:
            told = as_object(found.get("account"), "account")
            return {name: integer(told, f"{name}_count") for name in ("followers", "statuses")}
        except ValueError:
            return away("what hangs on the account could not be counted")

    async def read(self, subject: Subject) -> Reading | Refusal:
        """Reach: the followers. A role that may moderate is an office."""
        found = await self._account(self.account_of(subject))
        if isinstance(found, Refusal):
            return found
        followers = _within(found, "account").get("followers_count")
        if not isinstance(followers, int) or isinstance(followers, bool):
            return away("the account's followers could not be read")
        permissions = _within(found, "role").get("permissions", "0")
        return Reading(followers, verified=False, office=str(permissions) not in ("0", ""))

    async def state(self, account: str) -> Mapping[Action, bool] | Refusal:
        """Silenced, disabled, suspended, as Mastodon tells now."""
        found = await self._account(account)
        return found if isinstance(found, Refusal) else shown_states(found, _SHOWN)

    async def in_force(self, action: Action, subject: Subject) -> bool | Refusal:
        """Read back. A warning leaves nothing to read: its key makes it single."""
        state = await self.state(self.account_of(subject))
        return state if isinstance(state, Refusal) else state.get(action, False)

    async def act(self, order: Outward, subject: Subject) -> Refusal | None:
        """The certified call, with the decision's name in the strike that Mastodon keeps."""
        refused = await self.resolve(subject)
        if refused:
            return refused
        said = f"Decision {order.proposal}, signed by {', '.join(order.hands)}."
        if order.action is Action.WARN:
            return await self._direct(order.proposal, f"{_WARNING} {said}", subject)
        if order.action not in _TYPES:
            return Refusal(Problem.ACTION_NOT_OFFERED, "not offered on Mastodon", "action")
        shown = await self.in_force(order.action, subject)
        if shown is not False:
            return shown if isinstance(shown, Refusal) else None
        body = {"type": _TYPES[order.action], "text": said, "send_email_notification": True}
        return await self._post(f"{_ADMIN}/{self.account_of(subject)}/action", body)

    async def free(self, call: Freeing, subject: Subject) -> Refusal | None:
        """Gives back what was taken; Mastodon forbids to unsuspend who is not suspended."""
        account = self.account_of(subject)
        if call not in _FREES or not _ACCOUNT.fullmatch(account):
            return Refusal(Problem.ACTION_NOT_OFFERED, "not offered on Mastodon", "action")
        shown = await self.in_force(UNDOES[call], subject)
        if shown is False:
            return None
        return await self._post(f"{_ADMIN}/{account}/{_FREES[call]}", {})

    async def notify(self, notice: ServerNotice, subject: Subject) -> Refusal | None:
        """A direct status to an account that there is."""
        return await self._direct(notice.name, notice.text, subject)

    async def _direct(self, name: str, text: str, subject: Subject) -> Refusal | None:
        account = await self._account(self.account_of(subject))
        if isinstance(account, Refusal):
            return account
        body = {"status": f"@{account.get('username')} {text}", "visibility": "direct"}
        return await self._post("/api/v1/statuses", body, {"Idempotency-Key": name})

    async def _post(
        self, path: str, body: Mapping[str, object], headers: Mapping[str, str] | None = None
    ) -> Refusal | None:
        answer = await self._calls.call("POST", path, body, headers)
        if isinstance(answer, Refusal):
            return answer
        if answer[0] == 404:
            return unknown("account")
        return None if answer[0] == 200 else away(f"the platform answered {answer[0]}")

    async def reveal(self, field: PrivateField, subject: Subject) -> list[str] | Refusal:
        """The address of the account, or where it came from; kept nowhere."""
        if field not in self.private:
            return Refusal(Problem.FIELD_NOT_OFFERED, f"Mastodon shows no {field}", "field")
        found = await self._account(self.account_of(subject))
        if isinstance(found, Refusal):
            return found
        try:
            if field is PrivateField.EMAIL:
                return [text(found, "email")]
            return [f"{one.get('ip')} {one.get('used_at')}" for one in items(found, "ips")]
        except ValueError:
            return away("an unreadable answer")

    async def media(self, address: str) -> bytes | Refusal:
        """Mastodon's media are public addresses of other hosts: none is fetched."""
        return Refusal(Problem.MEDIA_NOT_SHOWN, f"not fetched from Mastodon: {address}", "media")


def _within(found: Mapping[str, object], name: str) -> Mapping[str, object]:
    try:
        return as_object(found.get(name), name)
    except ValueError:
        return {}
