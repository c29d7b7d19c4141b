"""Matrix by Synapse's admin API: the closed list of calls. The token never leaves this process.

Source: Synapse's admin API documentation (user_admin_api, event_reports, server_notices), each
call tried against a running server.
"""

import re
from collections.abc import Mapping
from time import time
from typing import Final
from urllib.parse import quote

import httpx2

from quorate.accounts.register import Reading
from quorate.accounts.subject import Subject
from quorate.effects.connectors.base import Freeing
from quorate.effects.connectors.calling import Calls, away, shown_states, unknown
from quorate.effects.connectors.matrix_private import KINDS, path_of
from quorate.effects.connectors.matrix_rooms import Rooms
from quorate.effects.outward import Outward
from quorate.effects.parsing.parser import Parser
from quorate.effects.server_notices import ServerNotice
from quorate.ledger.fields import as_object, integer, texts
from quorate.outbound.bounded import TooMuchError, body_of
from quorate.vocabulary.actions import Action
from quorate.vocabulary.kinds import SubjectKind
from quorate.vocabulary.media import ADDRESS, MOST_BYTES
from quorate.vocabulary.private import PrivateField
from quorate.vocabulary.problems import Problem, Refusal

TOKEN_SECONDS: Final = 300
"""Of an author's token: longer than two calls take, and than two clocks differ."""
_USER: Final = re.compile(r"@[a-z0-9._=/+-]{1,200}:[a-z0-9.-]{1,200}(:[0-9]{1,5})?")
_MESSAGE: Final = re.compile(r"![^/\s]{1,250}/\$[A-Za-z0-9_+/-]{1,250}/@[a-z0-9._=/+:-]{1,250}")
_ADMIN: Final = "/_synapse/admin"
_MEDIA: Final = "/_matrix/client/v1/media/download"
_STATES: Final = {
    Action.DEACTIVATE: "deactivated",
    Action.LOCK: "locked",
    Action.SUSPEND: "suspended",
}


class MatrixConnector:
    """Acts on local users of one Synapse. A user is read before it is written: never created."""

    offered: frozenset[Action] = frozenset(
        {Action.DEACTIVATE, Action.LOCK, Action.REMOVE_CONTENT, Action.SUSPEND, Action.WARN}
    )
    private: frozenset[PrivateField] = frozenset(KINDS)

    def __init__(self, server_name: str, base_url: str, token: str) -> None:
        self.instance = f"matrix:{server_name}"
        self._server_name = server_name
        self._parser = Parser()
        self._calls = Calls(base_url, token)
        self._rooms = Rooms(self._calls)

    async def close(self) -> None:
        """Gives back the connections and ends the parsing child."""
        await self._calls.close()
        await self._parser.close()

    async def raw(self, path: str) -> bytes | Refusal:
        """An admin read whose hostile text this process does not parse."""
        answer = await self._calls.answer("GET", path)
        if isinstance(answer, Refusal):
            return answer
        if answer.status == 404:
            return unknown("thing")
        if answer.status != 200:
            return away(f"the platform answered {answer.status}")
        return answer.body

    def canonical(self, subject: Subject) -> Refusal | None:
        """A local id spelled as Synapse spells it; anything else is refused, not normalised."""
        form = _USER if subject.kind is SubjectKind.ACCOUNT else _MESSAGE
        owner = self.account_of(subject)
        if (
            subject.connector != self.instance
            or not form.fullmatch(subject.native)
            or not owner.endswith(":" + self._server_name)
        ):
            return Refusal(
                Problem.SUBJECT_NOT_CANONICAL, "not a canonical id of this server", "subject"
            )
        return None

    def account_of(self, subject: Subject) -> str:
        """The account itself, or a message's author (`room/event/author`), who may have a slash in
        their name."""
        if subject.kind is SubjectKind.ACCOUNT:
            return subject.native
        return subject.native.split("/", 2)[-1]

    async def resolve(self, subject: Subject) -> Refusal | None:
        """Known and echoed byte for byte; a message's author is the one Synapse names."""
        refused = self.canonical(subject)
        if refused:
            return refused
        user = await self._user(self.account_of(subject))
        if isinstance(user, Refusal):
            return user
        if subject.kind is SubjectKind.MESSAGE:
            event = await self._event(subject)
            return event if isinstance(event, Refusal) else None
        return None

    async def _user(self, name: str) -> dict[str, object] | Refusal:
        answer = await self._calls.call("GET", f"{_ADMIN}/v2/users/{quote(name, safe='')}")
        if isinstance(answer, Refusal):
            return answer
        status, user = answer
        if status == 404:
            return unknown("account")
        if status != 200:
            return away(f"the platform answered {status}")
        if not isinstance(user.get("name"), str):
            return away("an answer that names no account")
        if user["name"] != name:
            return Refusal(
                Problem.SUBJECT_NOT_CANONICAL, "the platform spells this id otherwise", "subject"
            )
        return user

    async def _event(self, subject: Subject) -> dict[str, object] | Refusal:
        room, event, author = subject.native.split("/", 2)
        path = f"{_ADMIN}/v1/fetch_event/{quote(event, safe='')}"
        answer = await self._calls.call("GET", path)
        if isinstance(answer, Refusal):
            return answer
        found = answer[1].get("event")
        if answer[0] != 200 or not isinstance(found, dict):
            return unknown("message")
        fields = dict(as_object(found, "event"))  # pyright: ignore[reportUnknownArgumentType]
        if fields.get("sender") != author or fields.get("room_id") != room:
            return Refusal(Problem.SUBJECT_UNKNOWN, "another author or room", "subject")
        return fields

    async def state(self, account: str) -> Mapping[Action, bool] | Refusal:
        """Suspended, locked, deactivated, as Synapse tells now."""
        user = await self._user(account)
        return user if isinstance(user, Refusal) else shown_states(user, _STATES)

    async def dependants(self, account: str) -> Mapping[str, int] | Refusal:
        """Its rooms and its devices."""
        user, found = quote(account, safe=""), dict[str, int]()
        paths = {"devices": f"v2/users/{user}/devices", "rooms": f"v1/users/{user}/joined_rooms"}
        for name, path in paths.items():
            answer = await self._calls.call("GET", f"{_ADMIN}/{path}")
            if isinstance(answer, Refusal):
                return answer
            try:
                found[name] = integer(answer[1], "total")
            except ValueError:
                return away(f"the account's {name} could not be counted")
        return found

    async def read(self, subject: Subject) -> Reading | Refusal:
        """Reach: the members of the largest room the author is in; an admin's office is its own."""
        account = self.account_of(subject)
        user = await self._user(account)
        if isinstance(user, Refusal):
            return user
        path = f"{_ADMIN}/v1/users/{quote(account, safe='')}/joined_rooms"
        answer = await self._calls.call("GET", path)
        if isinstance(answer, Refusal):
            return answer
        rooms = answer[1].get("joined_rooms")
        if answer[0] != 200 or not isinstance(rooms, list):
            return away("the account's rooms could not be read")
        reach = await self._rooms.largest(str(room) for room in rooms)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        if isinstance(reach, Refusal):
            return reach
        return Reading(reach, verified=False, office=user.get("admin") is True)

    async def reveal(self, field: PrivateField, subject: Subject) -> list[str] | Refusal:
        """Parsed in the child, where the token is not; kept nowhere."""
        known = await self.resolve(subject)
        if known:
            return known
        raw = await self.raw(path_of(field, self.account_of(subject), subject))
        if isinstance(raw, Refusal):
            return raw
        found = await self._parser.parse(KINDS[field], raw)
        return texts(found[0], "lines") if found else away("an unreadable answer")

    async def media(self, address: str) -> bytes | Refusal:
        """By the authenticated media endpoint, read no further than the cap."""
        known = ADDRESS.fullmatch(address)
        if known is None:
            return Refusal(Problem.MEDIA_NOT_SHOWN, "not an address of this platform", "media")
        server, name = (quote(part, safe="") for part in known.groups())
        try:
            async with self._calls.http.stream("GET", f"{_MEDIA}/{server}/{name}") as answer:
                if answer.status_code != 200:
                    detail = f"the platform answered {answer.status_code}"
                    return Refusal(Problem.MEDIA_NOT_SHOWN, detail, "media")
                return await body_of(answer, MOST_BYTES)
        except TooMuchError:
            return Refusal(Problem.MEDIA_NOT_SHOWN, "it is too large", "media")
        except httpx2.HTTPError as problem:
            return away(f"no answer: {type(problem).__name__}")

    async def in_force(self, action: Action, subject: Subject) -> bool | Refusal:
        """Read back. A notice leaves nothing to read: its transaction id makes it single."""
        if action is Action.REMOVE_CONTENT:
            return await self._redacted(subject)
        state = await self.state(self.account_of(subject))
        if isinstance(state, Refusal):
            return state
        return state.get(action, False)

    async def _redacted(self, subject: Subject) -> bool | Refusal:
        """By the room's context: fetch_event shows an admin the body after a redaction too."""
        room, event, _ = (quote(part, safe="") for part in subject.native.split("/", 2))
        answer = await self._calls.call("GET", f"{_ADMIN}/v1/rooms/{room}/context/{event}?limit=0")
        if isinstance(answer, Refusal):
            return answer
        found = answer[1].get("event")
        if answer[0] != 200 or not isinstance(found, dict):
            return away("the message could not be read back")
        return "redacted_because" in found

    async def act(self, order: Outward, subject: Subject) -> Refusal | None:
        """The certified call. The user was resolved just before; Synapse would create unknown."""
        known = await self.resolve(subject)
        if known:
            return known
        user = quote(self.account_of(subject), safe="")
        match order.action:
            case Action.SUSPEND:
                return await self._put(f"/v1/suspend/{user}", {"suspend": True})
            case Action.LOCK:
                return await self._put(f"/v2/users/{user}", {"locked": True})
            case Action.DEACTIVATE:
                return await self._post(f"/v1/deactivate/{user}", {"erase": False})
            case Action.REMOVE_CONTENT:
                return await self._redact(order, subject)
            case Action.WARN:
                return await self._warn(order, subject)
            case _:
                return Refusal(Problem.ACTION_NOT_OFFERED, "not offered on Matrix", "action")

    async def free(self, call: Freeing, subject: Subject) -> Refusal | None:
        """Unsuspend or unlock; the account is read first, since unlocking would create it."""
        account = self.account_of(subject)
        known = await self._user(account)
        if isinstance(known, Refusal):
            return known
        user = quote(account, safe="")
        match call:
            case Freeing.UNSUSPEND:
                return await self._put(f"/v1/suspend/{user}", {"suspend": False})
            case Freeing.UNLOCK:
                return await self._put(f"/v2/users/{user}", {"locked": False})
            case _:
                return Refusal(Problem.ACTION_NOT_OFFERED, "not offered on Matrix", "action")

    async def _put(self, path: str, body: dict[str, object]) -> Refusal | None:
        return _done(await self._calls.call("PUT", _ADMIN + path, body))

    async def _post(self, path: str, body: dict[str, object]) -> Refusal | None:
        return _done(await self._calls.call("POST", _ADMIN + path, body))

    async def notify(self, notice: ServerNotice, subject: Subject) -> Refusal | None:
        """A server notice, to an account that there is: Synapse would not say."""
        known = await self._user(self.account_of(subject))
        if isinstance(known, Refusal):
            return known
        return await self._server_notice(notice.name, notice.text, subject)

    async def _warn(self, order: Outward, subject: Subject) -> Refusal | None:
        body = (
            "The moderators of this server looked at a report about your account and "
            "ask you to read the server's rules. Nothing was taken from your account. "
            f"Decision {order.proposal}, signed by {', '.join(order.hands)}."
        )
        return await self._server_notice(order.proposal, body, subject)

    async def _server_notice(self, name: str, text: str, subject: Subject) -> Refusal | None:
        body: dict[str, object] = {
            "user_id": self.account_of(subject),
            "content": {"msgtype": "m.text", "body": text},
        }
        return await self._put(f"/v1/send_server_notice/{quote(name, safe='')}", body)

    async def _redact(self, order: Outward, subject: Subject) -> Refusal | None:
        """As the author, since an admin outside the room may not: by a token that is given back,
        and ends by itself where that fails."""
        room, event, author = subject.native.split("/", 2)
        path = f"{_ADMIN}/v1/users/{quote(author, safe='')}/login"
        until = int((time() + TOKEN_SECONDS) * 1000)
        answer = await self._calls.call("POST", path, {"valid_until_ms": until})
        if isinstance(answer, Refusal):
            return answer
        token = answer[1].get("access_token")
        if not isinstance(token, str):
            return away("no token to redact with")
        headers = {"Authorization": f"Bearer {token}"}
        where = "/".join(quote(x, safe="") for x in (room, "redact", event, order.proposal))
        done = await self._calls.at_once("PUT", f"/_matrix/client/v3/rooms/{where}", {}, headers)
        # The token is given back however the redaction went.
        left = await self._calls.at_once("POST", "/_matrix/client/v3/logout", {}, headers)
        if isinstance(done, Refusal):
            return done
        if isinstance(left, Refusal):
            return left
        return None if done.status == 200 else away(f"redaction: {done.status}")


def _done(answer: tuple[int, dict[str, object]] | Refusal) -> Refusal | None:
    if isinstance(answer, Refusal):
        return answer
    if answer[0] == 404:
        return unknown("account")
    return None if answer[0] in (200, 201) else away(f"the platform answered {answer[0]}")
