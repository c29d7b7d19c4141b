"""Each reader of strangers' bytes, with a true message or two of its kind, and how it refuses.

Anything else that it raises is a fault of ours. Hypothesis takes them in the default run
(test_parsers.py), atheris for as long as it is let (guided.py).
"""

import contextlib
import json
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl

import cbor2
import yaml
from joserfc import jws
from joserfc.jwk import ECKey
from scim2_models import Context, SCIMException
from tests.fuzz.shown import ADMIN_PAGE, DID, EMITTED, SCIM_PATCH, SCIM_USER, SERVE_TOML
from tests.intake.foreigners import ARF, coop_appeal, coop_report, mastodon_event, osprey_features
from tests.intake.foreigners import sources as foreign_sources

from quorate.api.scim.reading import read_patch, read_user
from quorate.api.scim.search import indexed, read_query
from quorate.atproto.documents import handle_in, key_in
from quorate.atproto.ozone_events import read_emitted
from quorate.atproto.ozone_questions import read_events, read_statuses
from quorate.atproto.reporting import read_report
from quorate.atproto.tokens import read_token
from quorate.decisions.catalogue import read_catalogue
from quorate.effects.connectors.atproto_watch import read_frame
from quorate.effects.parsing import child
from quorate.incidents.stage.roles import seeded
from quorate.intake.foreign import coop, mailed, mastodon, osprey
from quorate.intake.foreign.reading import WrongError, parsed
from quorate.intake.tables import BadTableError, batches
from quorate.ledger import note, tiles
from quorate.ledger.checkpoint import read_body
from quorate.ledger.entry import read_entry
from quorate.ledger.errors import LedgerError
from quorate.ledger.fields import as_object
from quorate.ledger.policy import Policy
from quorate.ledger.receipt import Receipt
from quorate.ledger.witness import parse_submission
from quorate.people.passkeys import read_assertion, read_passkey
from quorate.people.requests import RequestCheck
from quorate.sessions.signals import Receiver
from quorate.sessions.tokens import Keys
from quorate.settings.reading import BadSettingError
from quorate.settings.serve import serve_settings
from quorate.signals import language
from quorate.vocabulary.yamls import read_yaml

NOW: Final = datetime(2026, 11, 25, 12, tzinfo=UTC)
PAGES: Final = (
    *(child.ACCOUNT_EMAIL, child.ADDRESSES, child.AROUND, child.DEVICES),
    *(child.DIRECT_CHATS, child.EMAILS, child.EVENT, child.EVENT_REPORTS),
    *(child.LINES, child.PHONES, child.USER_REPORTS),
)
CONNECTOR: Final = "atproto:pds.example"
_PUBLIC = seeded("nobody").public.hex()
_SOURCES = foreign_sources()
_KEY = ECKey.generate_key("P-256", {"kid": "k"}, private=True)
_CHECK = RequestCheck(lambda _: _PUBLIC)
_FOLDER = Path(tempfile.mkdtemp(prefix="quorate-fuzz-"))
Refuses = tuple[type[Exception], ...]


@dataclass(frozen=True)
class Parser:
    """`read` takes any bytes; it may raise what is in `refuses` and nothing else."""

    read: Callable[[bytes], object]
    seeds: tuple[bytes, ...]
    refuses: Refuses = ()


def tried(parser: Parser, data: bytes) -> None:
    """Raises only for a fault of ours."""
    with contextlib.suppress(*parser.refuses):
        parser.read(data)


def _json(data: bytes) -> Any:
    """As the doors read bodies: what is no JSON has been refused before."""
    try:
        return json.loads(data)
    except RecursionError:
        raise ValueError("too deep") from None


def _said(data: bytes) -> str:
    """A header or a form's field, as it comes to us."""
    return data.decode("latin-1")


def _caep(signed: bool) -> Callable[[bytes], object]:
    async def fetched() -> object:
        return {"keys": [_KEY.as_dict(private=False)]}

    receiver = Receiver("https://idp.test", "https://quorate.test", Keys(fetched))

    def read(data: bytes) -> object:
        body = _said(data)
        if signed:
            header = {"alg": "ES256", "kid": "k", "typ": "secevent+jwt"}
            body = jws.serialize_compact(header, data, _KEY)
        running = receiver.read(body, NOW)
        try:
            running.send(None)
        except StopIteration as done:
            return done.value
        raise AssertionError("it waited for something")

    return read


def _settings(data: bytes) -> object:
    file = _FOLDER / "serve.toml"
    file.write_bytes(data)
    return serve_settings(file)


def _table(data: bytes) -> object:
    return list(batches(_said(data).splitlines(), "secret", 1 << 16))


def _cel(data: bytes) -> object:
    return language.read(_said(data))


def _passkey(data: bytes) -> object:
    row = as_object(_json(data), "row")
    with contextlib.suppress(ValueError):
        read_passkey(row)
    return read_assertion(row)


def _scim(data: bytes) -> Mapping[str, Any]:
    return as_object(_json(data), "body")


def _scim_filter(data: bytes) -> object:
    """Read, looked up by an index, and held against a user."""
    asked = read_query({"filter": _said(data)})
    user = read_user(SCIM_USER, Context.RESOURCE_CREATION_REQUEST)
    return indexed(asked.filter), asked.filter and asked.filter.match(user)


def _signed(data: bytes) -> object:
    """The three headers of a signature, a line each; their values as a server hands them on."""
    shown = [line.decode("latin-1") for line in data.split(b"\n")]
    names: tuple[str, ...] = ("Signature-Input", "Signature", "Content-Digest")
    headers: dict[str, str] = dict(zip(names, shown, strict=False))
    return _CHECK.asker_of("GET", "https://quorate.test/", headers, b"", NOW)


def _catalogue(data: bytes) -> object:
    try:
        found: object = read_yaml(_said(data))
    except (yaml.YAMLError, RecursionError):
        raise ValueError("no YAML") from None
    return read_catalogue(as_object(found, "policies"))


def _pages(data: bytes) -> list[bytes]:
    return [child.answer(kind, data) for kind in PAGES]


_CLAIMS: Final[dict[str, Any]] = {
    "iss": "https://idp.test",
    "aud": "https://quorate.test",
    "iat": int(NOW.timestamp()),
    "jti": "1",
    "sub_id": {"format": "iss_sub", "iss": "https://idp.test", "sub": "u"},
    "events": {"https://schemas.openid.net/secevent/caep/event-type/session-revoked": {}},
}
_CHECKPOINT = b"log.example\n2\n" + b"A" * 43 + b"=\n"
_NOTE = _CHECKPOINT + "\n\u2014 log.example ".encode() + b"A" * 92 + b"\n"
_FRAME = cbor2.dumps({"op": 1, "t": "#account"}) + cbor2.dumps({"did": DID, "seq": 7})
_ENTRY = b'{"at":"2026-11-25T12:00:00.000Z","attested":"process","by":"web","data":{},"v":1}'
_VALUE: Final[Refuses] = (ValueError,)
_LEDGER: Final[Refuses] = (LedgerError,)

PARSERS: Final[dict[str, Parser]] = {
    "jwt of a service": Parser(
        lambda data: read_token(_said(data)), (b"eyJhbGciOiJFUzI1NiJ9.e30.AAAA",), _VALUE
    ),
    "jwt of a transmitter": Parser(_caep(False), (b"eyJhbGciOiJFUzI1NiIsImtpZCI6ImsifQ.e30.AA",)),
    "claims of a transmitter": Parser(_caep(True), (json.dumps(_CLAIMS).encode(),)),
    "scim user": Parser(
        lambda data: read_user(_scim(data), Context.RESOURCE_CREATION_REQUEST),
        (json.dumps(SCIM_USER).encode(),),
        (ValueError, SCIMException),
    ),
    "scim filter": Parser(
        _scim_filter,
        (b'userName eq "ada" and (active eq true or emails[type eq "work"].value co "@")',),
        (ValueError, SCIMException),
    ),
    "scim patch": Parser(
        lambda data: read_patch(_scim(data)),
        (json.dumps(SCIM_PATCH).encode(),),
        (ValueError, SCIMException),
    ),
    "note": Parser(note.parse_note, (_NOTE,), _LEDGER),
    "checkpoint": Parser(lambda data: read_body(_said(data)), (_CHECKPOINT,), _LEDGER),
    "witness request": Parser(
        parse_submission, (b"old 1\n" + b"A" * 43 + b"=\n\n" + _NOTE,), _LEDGER
    ),
    "witness policy": Parser(
        lambda data: Policy.parse(_said(data)), (b"log log.example+1+AA\nquorum none\n",), _LEDGER
    ),
    "receipt": Parser(
        lambda data: Receipt.parse(_said(data)),
        (b"c2sp.org/tlog-proof@v1\nindex 0\n" + b"A" * 43 + b"=\n\n" + _NOTE,),
        _LEDGER,
    ),
    "entry": Parser(read_entry, (_ENTRY,), (ValueError, LedgerError)),
    "bundle": Parser(tiles.decode_bundle, (b"\x00\x03abc",), _LEDGER),
    "tile": Parser(tiles.decode_tile, (b"\x00" * 64,), _LEDGER),
    "tile address": Parser(
        lambda data: tiles.parse_tile_path(_said(data)), (b"tile/0/x001/234.p/5",), _LEDGER
    ),
    "event stream": Parser(read_frame, (_FRAME,), _VALUE),
    "did document": Parser(
        lambda data: (handle_in(_json(data)), key_in(_json(data), DID)),
        (
            json.dumps(
                {"id": DID, "alsoKnownAs": ["at://a.test"], "verificationMethod": [{}]}
            ).encode(),
        ),
        _VALUE,
    ),
    "network report": Parser(
        lambda data: read_report(CONNECTOR, DID, _json(data)),
        (
            json.dumps(
                {
                    "reasonType": "com.atproto.moderation.defs#reasonSpam",
                    "subject": {"$type": "com.atproto.admin.defs#repoRef", "did": DID},
                }
            ).encode(),
        ),
        _VALUE,
    ),
    "moderator's event": Parser(
        lambda data: read_emitted(CONNECTOR, _json(data)), (json.dumps(EMITTED).encode(),), _VALUE
    ),
    "moderator's question": Parser(
        lambda data: (
            read_statuses(CONNECTOR, parse_qsl(_said(data))),
            read_events(CONNECTOR, parse_qsl(_said(data))),
        ),
        (b"limit=5&cursor=3&subject=" + DID.encode(), b"types=tools.ozone.moderation.defs"),
        _VALUE,
    ),
    "mail": Parser(lambda data: mailed.read_mail(_SOURCES["abuse"], data), (ARF,)),
    "coop report": Parser(
        lambda data: coop.read_report(_SOURCES["coop"], parsed(data)),
        (json.dumps(coop_report()).encode(),),
        (WrongError,),
    ),
    "coop appeal": Parser(
        lambda data: coop.read_appeal(_SOURCES["coop"], parsed(data)),
        (json.dumps(coop_appeal()).encode(),),
        (WrongError,),
    ),
    "mastodon event": Parser(
        lambda data: mastodon.read_report(_SOURCES["mastodon"], parsed(data)),
        (mastodon_event(),),
        (WrongError,),
    ),
    "osprey verdict": Parser(
        lambda data: osprey.read_alarm(_SOURCES["osprey"], parsed(data)),
        (json.dumps(osprey_features()).encode(),),
        (WrongError,),
    ),
    "table": Parser(
        _table, (b"connector,kind,id,category\nforum:a.b,account,u,spam\n",), (BadTableError,)
    ),
    "rule": Parser(_cel, (b'text.contains("buy") && account_reports > 3',)),
    "settings": Parser(_settings, (SERVE_TOML,), (BadSettingError,)),
    "policies": Parser(
        _catalogue, (b"policies:\n- {id: spam/1, severity: 1, actions: [warn]}\n",), _VALUE
    ),
    "pages of a platform": Parser(_pages, (json.dumps(ADMIN_PAGE).encode(),)),
    "signed request": Parser(
        _signed, (b'a=("@method" "@target-uri");created=1;keyid="k"\na=:AAAA:\nsha-256=:AA:',)
    ),
    "passkey": Parser(
        _passkey,
        (b'{"authenticator_data": "AA", "client_data": "AA", "signature": "AA"}',),
        _VALUE,
    ),
}
