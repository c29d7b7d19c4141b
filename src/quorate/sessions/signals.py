"""Security Event Tokens of one transmitter (RFC 8417): what they say, and why one is refused.

Nothing here can open anything. Until the signature holds, every token is answered alike.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from quorate.ledger.fields import as_object, text
from quorate.sessions.foreign import ForeignTokenError, Token

if TYPE_CHECKING:
    from quorate.sessions.tokens import Keys

TYPE: Final = "secevent+jwt"
MOST_AGE: Final = timedelta(hours=24)
TOLERANCE: Final = timedelta(seconds=60)
_CAEP = "https://schemas.openid.net/secevent/caep/event-type/"
_RISC = "https://schemas.openid.net/secevent/risc/event-type/"
_STREAM = "https://schemas.openid.net/secevent/ssf/event-type/"
ENDING: Final = {
    f"{_CAEP}credential-change": "credential-change",
    f"{_CAEP}session-revoked": "session-revoked",
    f"{_RISC}account-disabled": "account-disabled",
}
VERIFICATION: Final = f"{_STREAM}verification"


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a token is not taken: an error code of RFC 8935 section 2.4, and words."""

    err: str
    description: str


@dataclass(frozen=True, slots=True)
class Signal:
    """A verified event. `about` is issuer and subject; None where a transmitter only tests."""

    issuer: str
    jti: str
    event: str
    about: tuple[str, str] | None

    @property
    def digest(self) -> str:
        """How the event stands in the ledger: SHA-256 of its issuer and id."""
        return hashlib.sha256(f"{self.issuer}\n{self.jti}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Receiver:
    """Takes the events of one `issuer` that are meant for `audience`."""

    issuer: str
    audience: str
    keys: "Keys"

    async def read(self, body: str, now: datetime) -> Signal | Fault:
        """The verified event, or what RFC 8935 answers. Raises what the keys' `fetch` raises."""
        try:
            token = await self.keys.opened(body)
        except ForeignTokenError:
            return Fault("invalid_key", "not signed by a key of the transmitter")
        return self._addressed(token.claims) or self._timely(token.claims, now) or _event(token)

    def _addressed(self, claims: Mapping[str, object]) -> Fault | None:
        if claims.get("iss") != self.issuer:
            return Fault("invalid_issuer", "iss is not the configured transmitter")
        audience = claims.get("aud")
        if self.audience not in (audience if isinstance(audience, list) else [audience]):  # pyright: ignore[reportUnknownVariableType]
            return Fault("invalid_audience", "aud does not name this receiver")
        return None

    def _timely(self, claims: Mapping[str, object], now: datetime) -> Fault | None:
        issued, seconds = claims.get("iat"), now.timestamp()
        if not isinstance(issued, int) or isinstance(issued, bool):
            return Fault("invalid_request", "iat: a whole number is needed")
        if issued < seconds - MOST_AGE.total_seconds():
            return Fault("invalid_request", "iat: too old")
        if issued > seconds + TOLERANCE.total_seconds():
            return Fault("invalid_request", "iat: in the future")
        return None


def _event(token: Token) -> Signal | Fault:
    claims = token.claims
    if str(token.header.get("typ", "")).lower().removeprefix("application/") != TYPE:
        return Fault("invalid_request", "typ: secevent+jwt is needed")
    if "exp" in claims:
        return Fault("invalid_request", "exp: a security event has none")
    try:
        jti, issuer = text(claims, "jti"), text(claims, "iss")
        events = as_object(claims.get("events"), "events")
        if len(events) != 1:
            raise ValueError("events: exactly one is needed")
        (name, payload), *_ = events.items()
        if name == VERIFICATION:
            return Signal(issuer, jti, "verification", None)
        if name not in ENDING:
            raise ValueError("events: not one of those that this receiver takes")
        about = claims.get("sub_id") or as_object(payload, "event").get("subject")
        return Signal(issuer, jti, ENDING[name], _subject(as_object(about, "sub_id")))
    except ValueError as problem:
        return Fault("invalid_request", str(problem))


def _subject(named: Mapping[str, object]) -> tuple[str, str]:
    """Issuer and subject of RFC 9493's `iss_sub`, also as the `user` of a complex subject."""
    if named.get("format", named.get("subject_type")) == "complex" or "user" in named:
        named = as_object(named.get("user"), "user")
    return text(named, "iss"), text(named, "sub")
