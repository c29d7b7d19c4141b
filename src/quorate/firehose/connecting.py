"""The connection to NATS: it tries until somebody answers, and says no password in the clear."""

import ssl
from collections.abc import Callable
from typing import TypeAlias

import nats.errors
import structlog
from nats.aio.client import Client

from quorate.settings.firehose import FirehoseSettings
from quorate.settings.reading import BadSettingError, secret

Closed: TypeAlias = Callable[[Exception | None], None]
_log: structlog.stdlib.BoundLogger = structlog.get_logger()


class NotPrivateError(nats.errors.Error):
    """A server on another machine that asks for no TLS."""


async def connect(settings: FirehoseSettings, closed: Closed) -> Client:
    """A connection that comes back by itself, however long the servers are away. The caller closes
    it. Raises BadSettingError, OSError or ssl.SSLError for files that cannot be used.

    `closed` is called when it was closed and does not come back: by the caller, or by the library
    itself, which takes most errors that a server tells it of for the end.
    """
    client = Client()
    password = secret(settings.password) if settings.password else ""

    def said() -> str:
        # The library goes on without TLS where a server, or who stands before it, asks for none.
        asked = client._server_info.get("tls_required")  # pyright: ignore[reportPrivateUsage, reportUnknownMemberType, reportUnknownVariableType]
        if settings.private and not asked:
            raise NotPrivateError
        return _read(settings, password)

    async def ended() -> None:
        closed(client.last_error)

    await client.connect(
        list(settings.servers),
        name="quorate firehose",
        user=settings.user or None,
        password=said if settings.user else None,
        tls=_tls(settings),
        inbox_prefix="_INBOX.quorate",
        max_reconnect_attempts=-1,
        error_cb=_told,
        closed_cb=ended,
    )
    return client


def _read(settings: FirehoseSettings, before: str) -> str:
    """The password anew for each try: one that was changed while servers refused us counts. A file
    that cannot be read just now must not end the tries."""
    if not settings.password:
        return before
    try:
        return secret(settings.password)
    except (BadSettingError, OSError, ValueError) as error:
        _log.warning("firehose_password", error=type(error).__name__)
        return before


def _tls(settings: FirehoseSettings) -> ssl.SSLContext | None:
    if not settings.private:
        return None
    context = ssl.create_default_context(cafile=settings.ca)
    if settings.certificate and settings.key:
        context.load_cert_chain(settings.certificate, settings.key)
    return context


async def _told(error: Exception) -> None:
    _log.warning("firehose_connection", error=type(error).__name__)
