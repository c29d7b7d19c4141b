"""`quorate witness`, wired: on a host that is not the log's."""

import asyncio
from pathlib import Path

from quorate.api.witnessing import create_witness
from quorate.ledger.keys import KeyKind, PrivateKey, SignerKey, VerifierKey
from quorate.ledger.witness import Witness
from quorate.processes.running import listen, stopping
from quorate.settings.witness import witness_settings


def witness(settings: Path) -> None:
    """Cosign the checkpoints of logs that only grow; on a host that is not the log's."""
    asyncio.run(run(settings))


async def run(path: Path) -> None:
    """`quorate witness`: cosigns checkpoints that extend what it saw, and nothing else."""
    settings = witness_settings(path)
    key = SignerKey(settings.name, KeyKind.COSIGNATURE, PrivateKey.load(settings.key))
    logs = [VerifierKey.parse(vkey) for vkey in settings.logs]
    found = Witness(settings.memory, key, logs)
    try:
        await listen(create_witness(found), settings.port, stopping())
    finally:
        found.close()
