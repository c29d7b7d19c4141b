"""One server for the whole room: each test has sources of its own."""

import secrets
from collections.abc import Iterator

import pytest
from tests.firehose import servers
from tests.firehose.servers import Node

from quorate.firehose import feed, streams


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    with servers.one(tmp_path_factory.mktemp("nats")) as found:
        yield found


@pytest.fixture
def source() -> str:
    return f"rules-{secrets.token_hex(4)}"


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not acknowledged comes again after a second."""
    for module in (streams, feed):
        monkeypatch.setattr(module, "ACK_WAIT_SECONDS", 1.0)
