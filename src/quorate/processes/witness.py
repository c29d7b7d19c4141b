"""`quorate witness`, wired: on a host that is not the log's."""

import asyncio
from pathlib import Path

from quorate.api.witnessing import create_witness
from quorate.ledger.keys import KeyKind, PrivateKey, SignerKey, VerifierKey
from quorate.ledger.witness import Witness
from quorate.processes.running import begun, listen, stopping, watched
from quorate.settings.witness import witness_settings
from quorate.telemetry.door import Watched
from quorate.telemetry.readiness import Readiness


def witness(settings: Path) -> None:
    """Cosign the checkpoints of logs that only grow; on a host that is not the log's."""
    with begun("witness"):
        asyncio.run(run(settings))


async def run(path: Path) -> None:
    """`quorate witness`: cosigns checkpoints that extend what it saw, and nothing else."""
    settings = witness_settings(path)
    key = SignerKey(settings.name, KeyKind.COSIGNATURE, PrivateKey.load(settings.key))
    logs = [VerifierKey.parse(vkey) for vkey in settings.logs]
    found = Witness(settings.memory, key, logs)
    stop = stopping()
    try:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(watched(Watched("witness", Readiness({})), stop))
            tasks.create_task(listen(create_witness(found), settings.port, stop))
    finally:
        found.close()
