"""Beginning and ending sessions. No warrant: beginning one comes before the gate and opens nothing
behind it, ending one opens nothing at all."""

from datetime import datetime

from quorate.ledger.append import append
from quorate.ledger.entry import process_entry
from quorate.people.sign_ins import person_of
from quorate.sessions import store
from quorate.sessions.model import Session
from quorate.sessions.signals import MOST_AGE, Signal
from quorate.telemetry.metrics.doors import SIGN_INS
from quorate.vocabulary.events import Event

WEB = "web"


async def begin(conn: store.Connection, session: Session, before: str) -> None:
    """Keeps the new session; the one that this browser named before ends (no fixation)."""
    await store.end(conn, before, session.began_at)
    await store.add(conn, session)
    SIGN_INS.labels(session.means).inc()


async def sign_out(conn: store.Connection, name: str, now: datetime) -> None:
    """Ends the session that this browser shows."""
    await store.end(conn, name, now)
    await conn.execute("NOTIFY people")


async def end(conn: store.Connection, name: str, person: str, now: datetime) -> None:
    """Ends one of a person's own sessions; another's stays."""
    found = await store.find(conn, name)
    if found is not None and found.person == person:
        await sign_out(conn, name, now)


async def obey(conn: store.Connection, signal: Signal, now: datetime) -> None:
    """Ends every session of whom the event is about; told twice it is one."""
    if not await store.take(conn, signal.issuer, signal.jti, now, 2 * MOST_AGE):
        return
    person = await person_of(conn, *signal.about) if signal.about else None
    if person is None:
        return
    ended = await store.end_all(conn, person, now)
    data = {"person": person, "reason": signal.event, "sessions": ended, "signal": signal.digest}
    await append(conn, process_entry(Event.SESSION_REVOKED, now, WEB, data))
    await conn.execute("NOTIFY people")
