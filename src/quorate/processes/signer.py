"""`quorate signer`, wired: no secret at all."""

import asyncio
from pathlib import Path

from quorate.outbound.named import named
from quorate.processes.running import begun, listen, stopping, watched
from quorate.settings.signer import signer_settings
from quorate.signer.app import create_signer
from quorate.signer.pages import Pinned
from quorate.signer.upstream import Upstream
from quorate.telemetry.door import Watched
from quorate.telemetry.readiness import Readiness


def signer(settings: Path) -> None:
    """Show proposals from their own bytes, on a host of its own, and take passkeys' words."""
    with begun("signer"):
        asyncio.run(run(settings))


async def run(path: Path) -> None:
    """`quorate signer`: shows proposals from their bytes and takes passkeys' words; no secret."""
    settings = signer_settings(path)
    pinned = Pinned(settings.genesis, settings.effectors, settings.origin)
    async with named(10.0) as http:
        app = create_signer(pinned, Upstream(settings.serve, http))
        stop = stopping()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(watched(Watched("signer", Readiness({})), stop))
            tasks.create_task(listen(app, settings.port, stop))
