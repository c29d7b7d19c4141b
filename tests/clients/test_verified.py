"""An event is believed when a known key signed exactly this, just now."""

import base64
from datetime import UTC, datetime, timedelta

import pytest

from quorate.events.model import Message, public_of
from quorate.ledger.keys import PrivateKey
from quorate_client import UnbelievedError, verified

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
KEY = PrivateKey.generate()
MESSAGE = Message("msg_1", b'{"type":"case.opened","timestamp":"t","data":{"entry":7}}')


def headers(**changed: str) -> dict[str, str]:
    found = MESSAGE.headers(KEY, NOW)
    return {**found, **{f"webhook-{name}": value for name, value in changed.items()}}


def test_what_was_signed_is_believed_also_beside_other_signatures_and_keys() -> None:
    signature = headers()["webhook-signature"]
    both = headers(signature=f"v1,abc= {signature}")
    keys = [public_of(PrivateKey.generate()), public_of(KEY)]
    for said in (headers(), both, {name.title(): value for name, value in headers().items()}):
        event = verified(said, MESSAGE.body, keys, NOW + timedelta(minutes=4))
        assert (event.id, event.type, event.data) == ("msg_1", "case.opened", {"entry": 7})


@pytest.mark.parametrize(
    "changed",
    [
        {"id": "msg_2"},
        {"timestamp": str(int(NOW.timestamp()) + 1)},
        {"timestamp": "soon"},
        {"timestamp": "9" * 30},
        {"signature": "v1a," + base64.b64encode(b"x" * 64).decode()},
        {"signature": "v1a,???"},
        {"signature": ""},
    ],
)
def test_anything_else_is_not(changed: dict[str, str]) -> None:
    with pytest.raises(UnbelievedError):
        verified(headers(**changed), MESSAGE.body, [public_of(KEY)], NOW)


def test_another_body_key_or_time_is_not() -> None:
    own, other = public_of(KEY), public_of(PrivateKey.generate())
    for body, keys, now in (
        (MESSAGE.body + b" ", [own], NOW),
        (MESSAGE.body, [other], NOW),
        (MESSAGE.body, ["whpk_abc", own[5:]], NOW),
        (MESSAGE.body, [own], NOW + timedelta(minutes=6)),
        (MESSAGE.body, [own], NOW - timedelta(minutes=6)),
    ):
        with pytest.raises(UnbelievedError):
            verified(headers(), body, keys, now)
    with pytest.raises(UnbelievedError):
        verified({}, MESSAGE.body, [own], NOW)
