"""What serve.toml says of the firehose, and what is told of what cannot be used."""

from pathlib import Path
from typing import Any

import pytest

from quorate.settings.firehose import FirehoseSettings, read_firehose
from quorate.settings.reading import BadSettingError

PLAIN: dict[str, Any] = {"servers": ["nats://127.0.0.1:4222"], "sources": ["rules-engine"]}
AWAY = {"servers": ["tls://nats.example:4222"]}


def read(**changes: Any) -> FirehoseSettings:
    found = read_firehose({"firehose": {**PLAIN, **changes}}, Path("/settings"))
    assert found is not None
    return found


def test_without_its_table_there_is_none() -> None:
    assert read_firehose({}, Path()) is None


def test_two_lines_turn_it_on() -> None:
    found = read()
    assert found == FirehoseSettings(
        *(("nats://127.0.0.1:4222",), ("rules-engine",), "", None, None, None, None),
        *(1, 1 << 30),
    )
    assert not found.private


def test_files_are_beside_it_and_another_machine_takes_tls() -> None:
    files = {f"{name}_file": f"{name}.pem" for name in ("ca", "certificate", "key", "password")}
    found = read(**AWAY, **files, user="quorate", replicas=3, stream_bytes=1 << 40)
    assert (found.ca, found.password) == (Path("/settings/ca.pem"), Path("/settings/password.pem"))
    assert (found.private, found.replicas) == (True, 3)
    assert read(servers=["tls://127.0.0.1:4222"]).private


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"servers": []}, "servers"),
        ({"servers": "nats://127.0.0.1"}, "servers"),
        ({"servers": ["nats://nats.example:4222"]}, "tls"),
        ({"servers": ["tls://who:secret@nats.example"]}, "without a password"),
        ({"servers": ["https://nats.example"]}, "servers"),
        ({"sources": []}, "sources"),
        ({"sources": ["a.b"]}, "sources"),
        ({"sources": ["*"]}, "sources"),
        ({"sources": ["signal:alarm"]}, "sources"),
        ({"sources": ["twice", "twice"]}, "sources"),
        ({"user": "quorate"}, "go together"),
        ({"password_file": "p"}, "go together"),
        ({"key_file": "k"}, "go together"),
        ({"replicas": 2}, "replicas"),
        ({"replicas": "3"}, "replicas"),
        ({"stream_bytes": 7}, "stream_bytes"),
        ({"token": "x"}, "no setting token"),
    ],
)
def test_what_cannot_be_used_is_named(changes: dict[str, Any], named: str) -> None:
    with pytest.raises(BadSettingError, match=named) as told:
        read(**changes)
    assert "secret" not in str(told.value)
