"""The connection to NATS: it tries until somebody answers, and says no password in the clear."""

import ssl

import nats.errors
import structlog
from nats.aio.client import Client

from quorate.settings.firehose import FirehoseSettings
from quorate.settings.reading import secret

_log: structlog.stdlib.BoundLogger = structlog.get_logger()


class NotPrivateError(nats.errors.Error):
    """A server on another machine that asks for no TLS."""


async def connect(settings: FirehoseSettings) -> Client:
    """A connection that comes back by itself, however long the servers are away. The caller closes
    it. Raises BadSettingError, OSError or ssl.SSLError for files that cannot be used."""
    client = Client()
    password = secret(settings.password) if settings.password else ""

    def said() -> str:
        # The library goes on without TLS where a server, or who stands before it, asks for none.
        asked = client._server_info.get("tls_required")  # pyright: ignore[reportPrivateUsage, reportUnknownMemberType, reportUnknownVariableType]
        if settings.private and not asked:
            raise NotPrivateError
        return password

    await client.connect(
        list(settings.servers),
        name="quorate firehose",
        user=settings.user or None,
        password=said if settings.user else None,
        tls=_tls(settings),
        inbox_prefix="_INBOX.quorate",
        max_reconnect_attempts=-1,
        error_cb=_told,
    )
    return client


def _tls(settings: FirehoseSettings) -> ssl.SSLContext | None:
    if not settings.private:
        return None
    context = ssl.create_default_context(cafile=settings.ca)
    if settings.certificate and settings.key:
        context.load_cert_chain(settings.certificate, settings.key)
    return context


async def _told(error: Exception) -> None:
    _log.warning("firehose_connection", error=type(error).__name__)
