"""Who publishes as whom: NATS's permissions as the how-to writes them, and who is told what."""

import asyncio
import gc
import json
import re
import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from nats.aio.client import Client
from nats.errors import Error
from nats.js import JetStreamContext
from tests.firehose import servers
from tests.firehose.hosing import SMALL, connected, item
from tests.firehose.test_firehose_settings import read

from quorate.firehose.connecting import connect
from quorate.firehose.model import Partition
from quorate.firehose.streams import StreamError, make_consumer, make_streams
from quorate.settings.firehose import FirehoseSettings
from quorate_client.firehose import Firehose, NotPublishedError, partition_of

# The library leaves a connection whose handshake failed to the collector, whenever that runs.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
HOW_TO = Path(__file__).parents[2] / "docs/how-to/turn-on-the-firehose.md"
HERE = IPv4Address("127.0.0.1")
OWN, OTHER = "rules-engine", "classifier"


def authorization() -> str:
    """The how-to's users, and one source more of the same kind."""
    (config,) = re.findall(r"```nats\n(.*?)```", HOW_TO.read_text(), re.DOTALL)
    (part,) = re.findall(r"^authorization \{.*?^\}", config, re.DOTALL | re.MULTILINE)
    (user,) = re.findall(r'^ *\{ user: "rules-engine".*?\} \}$', part, re.DOTALL | re.MULTILINE)
    return part.replace(user, user + "\n" + user.replace(OWN, OTHER))


def told(folder: Path, server: str, **more: Any) -> FirehoseSettings:
    """The worker's settings with its password in a file."""
    password = folder / "password"
    password.write_text("CHANGE-1\n")
    password.chmod(0o600)
    return read(servers=[server], user="quorate", password_file=str(password), **more)


async def source_of(url: str, name: str) -> Client:
    client = Client()
    words: dict[str, Any] = {"user": name, "password": "CHANGE-2"}
    await client.connect(url, **words, inbox_prefix=f"_INBOX.{name}", error_cb=_quiet)
    return client


async def _quiet(_: Exception) -> None:
    pass


def _closed(_: Exception | None) -> None:
    pass


async def test_a_source_speaks_for_itself_alone(tmp_path: Path) -> None:
    digit = partition_of(item("k")["subject"])
    with servers.one(tmp_path, config=authorization()) as node:
        worker = await connect(told(tmp_path, node.url), _closed)
        js = JetStreamContext(worker, timeout=1)
        await make_streams(js, (OWN, OTHER), SMALL)
        await make_consumer(js, Partition(OWN, digit))
        own, other = await source_of(node.url, OWN), await source_of(node.url, OTHER)
        await Firehose(own, OWN).report(item("own"))
        for stream in (OWN, OTHER):
            assert (await js.stream_info(f"quorate-{stream}")).state.messages == (stream == OWN)

        # Nothing of another's: not its name, its messages, its place in the queue.
        forged = JetStreamContext(other, timeout=1)
        body = json.dumps(item("forged")).encode()
        with pytest.raises((Error, TimeoutError)):
            await forged.publish(f"quorate.intake.{OWN}.report.{digit}", body)
        with pytest.raises((Error, TimeoutError)):
            await forged.purge_stream(f"quorate-{OWN}")
        with pytest.raises((Error, TimeoutError)):
            await forged.publish(f"quorate.aside.{OWN}", b"")
        heard = await other.subscribe("_INBOX.>")  # pyright: ignore[reportUnknownMemberType]
        sub = await js.pull_subscribe_bind(f"partition-{digit}", f"quorate-{OWN}")
        (message,) = await sub.fetch(1, timeout=2)
        await other.publish(message.reply, b"+ACK")
        await other.flush()
        assert heard.pending_msgs == 0
        assert (await js.stream_info(f"quorate-{OWN}")).state.messages == 1
        await message.ack_sync()
        assert (await js.stream_info(f"quorate-{OWN}")).state.messages == 0
        for client in (own, other, worker):
            await client.close()


async def test_without_its_password_nobody_is_let_in(tmp_path: Path) -> None:
    with servers.one(tmp_path, config=authorization()) as node, pytest.raises(Error):
        async with connected(node.url, allow_reconnect=False, error_cb=_quiet):
            pass


async def test_a_stream_that_would_lose_something_is_told(tmp_path: Path) -> None:
    with servers.one(tmp_path) as node:
        async with connected(node.url) as client:
            js = JetStreamContext(client)
            await js.add_stream(name=f"quorate-{OWN}", subjects=["quorate.intake.>"])  # pyright: ignore[reportUnknownMemberType]
            with pytest.raises(StreamError, match="subjects"):
                await make_streams(js, (OWN,), SMALL)
            with pytest.raises(NotPublishedError):
                await Firehose(client, "x" * 70).report(item("k", body="y" * 1_048_576))


def certified(folder: Path) -> tuple[Path, Path]:
    """A certificate of this machine that vouches for itself, and its key."""
    key = generate_private_key(SECP256R1())
    name, now = x509.Name([]), datetime.now(UTC)
    built = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), True
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, SHA256())
    )
    (folder / "cert.pem").write_bytes(built.public_bytes(Encoding.PEM))
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "key.pem").write_bytes(secret)
    return folder / "cert.pem", folder / "key.pem"


async def test_the_server_shows_a_certificate_that_is_known(tmp_path: Path) -> None:
    cert, key = certified(tmp_path)
    tls = f'tls {{ cert_file: "{cert}", key_file: "{key}" }}\n'
    with servers.one(tmp_path / "nats", config=tls + authorization()) as node:
        server = node.url.replace("nats:", "tls:")
        client = await connect(told(tmp_path, server, ca_file=str(cert)), _closed)
        assert client.is_connected
        await client.close()
        with pytest.raises((ssl.SSLError, TimeoutError)):
            await asyncio.wait_for(connect(told(tmp_path, server), _closed), 1)
    gc.collect()


async def test_no_password_is_said_to_a_server_without_tls(tmp_path: Path) -> None:
    said = bytearray()

    async def plain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """As whoever stands on the way, and strips what asks for TLS."""
        writer.write(b'INFO {"auth_required": true, "max_payload": 1048576}\r\n')
        while data := await reader.read(1024):
            said.extend(data)
        writer.close()

    async with await asyncio.start_server(plain, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(connect(told(tmp_path, f"tls://127.0.0.1:{port}"), _closed), 1.5)
    assert b"CHANGE-1" not in said
