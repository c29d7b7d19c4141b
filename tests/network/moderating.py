"""A moderator's own account and client: steps that it takes, and what it was told."""

import asyncio
import json
import secrets
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.network.running import FOLDER, NODE, Network, call

from quorate.ledger.fields import text

DEFS = "tools.ozone.moderation.defs#"


def about(did: str) -> dict[str, str]:
    return {"$type": "com.atproto.admin.defs#repoRef", "did": did}


@dataclass
class Client:
    """An account of a name at the network's PDS, who works at its labeler."""

    network: Network
    name: str
    password: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    did: str = ""

    def join(self) -> "Client":
        """With the account made."""
        body = {
            "handle": f"{self.name}.test",
            "email": f"{self.name}@mail.example",
            "password": self.password,
        }
        status, made = call(self.network.pds, "com.atproto.server.createAccount", body)
        assert status == 200, made
        self.did = text(made, "did")
        return self

    def words(self, *steps: Mapping[str, Any]) -> list[str]:
        """The command that takes these steps."""
        options = {
            "pds": self.network.pds,
            "service": self.network.service,
            "identifier": f"{self.name}.test",
            "password": self.password,
            "steps": list(steps),
        }
        return [str(NODE), "moderator.mjs", json.dumps(options)]

    def takes(self, *steps: Mapping[str, Any]) -> list[dict[str, Any]]:
        done = subprocess.run(
            self.words(*steps), cwd=FOLDER, capture_output=True, text=True, check=False, timeout=60
        )
        assert done.returncode == 0, done.stderr[-2000:]
        return json.loads(done.stdout)

    async def does(self, *steps: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The same beside a server in this process."""
        return await asyncio.to_thread(self.takes, *steps)


def emit(kind: str, did: str, **fields: Any) -> dict[str, Any]:
    """A step that sends an event about an account."""
    event = {"$type": DEFS + kind, **fields}
    return {"method": "emitEvent", "given": {"event": event, "subject": about(did)}}


def ask(method: str, **given: Any) -> dict[str, Any]:
    return {"method": method, "given": given}
