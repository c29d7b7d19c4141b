"""Hands letters to the mail server, each until it is taken or four days have passed."""

import asyncio
import smtplib
import ssl
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from typing import Final

import structlog
from psycopg_pool import AsyncConnectionPool

from quorate.database.rounds import patient_round
from quorate.mail import store
from quorate.mail.model import Letter, again_at, message
from quorate.vocabulary import times
from quorate.vocabulary.addresses import LOOPBACK
from quorate.vocabulary.times import pause

PAUSE_SECONDS: Final = 2.0
_TIMEOUT: Final = 15.0
_IMPLICIT_TLS: Final = 465
_log: structlog.stdlib.BoundLogger = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Server:
    """The installation's mail server. Whatever is not this machine is spoken to under TLS."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = ""

    def send(self, made: EmailMessage, to: str) -> None:
        """Hands one message over for one address, whatever else its header can be read as. Raises
        OSError or smtplib.SMTPException."""
        with self.opened() as server:
            server.send_message(made, to_addrs=[to])

    @contextmanager
    def opened(self) -> Generator[smtplib.SMTP]:
        """The server, ready to take a message. Raises OSError or smtplib.SMTPException."""
        plain = smtplib.SMTP_SSL if self.port == _IMPLICIT_TLS else smtplib.SMTP
        with plain(self.host, self.port, timeout=_TIMEOUT) as server:
            if self.port != _IMPLICIT_TLS and self.host not in LOOPBACK:
                server.starttls(context=ssl.create_default_context())
            if self.user:
                server.login(self.user, self.password)
            yield server


async def send_next(pool: AsyncConnectionPool, server: Server, now: datetime) -> bool:
    """Tries one letter; False when none is due. A killed worker leaves it where it was."""
    async with pool.connection() as conn, conn.transaction():
        letter = await store.next_letter(conn, now)
        if letter is None:
            return False
        failed = await _tried(letter, server)
        then = again_at(letter, now) if failed else None
        if failed:
            _log.warning("mail_not_taken", letter=letter.id.hex, why=failed, again=bool(then))
        if then is None:
            await store.drop(conn, letter)
        else:
            await store.put_off(conn, letter, then)
    return True


async def _tried(letter: Letter, server: Server) -> str:
    """Empty where it was taken; else the kind of error, which never names the address. Of an odd
    address Python's own reader may fail in any way, and the letters behind it wait for this."""
    try:
        made = message(letter, server.sender)
        await asyncio.to_thread(server.send, made, letter.recipient)
    except Exception as error:
        return type(error).__name__
    return ""


async def run_mail(
    pool: AsyncConnectionPool,
    stop: asyncio.Event,
    server: Server,
    write: Callable[[datetime], Awaitable[int]],
    clock: Callable[[], datetime] = times.now,
) -> None:
    """Until `stop` is set: `write` puts out what is to be told, then what is out is sent."""
    while not stop.is_set():
        busy = False
        with patient_round("mail", "mail_tries_again"):
            await write(clock())
            busy = await send_next(pool, server, clock())
        if not busy:
            await pause(stop, PAUSE_SECONDS)
