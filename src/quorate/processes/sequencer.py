"""`quorate sequencer`, wired: alone in having the log's keys."""

import asyncio
from pathlib import Path

from quorate.effects.following import own_keys
from quorate.keeping import errands
from quorate.ledger.directory import LogReader
from quorate.ledger.keys import KeyKind, PrivateKey, SignerKey
from quorate.ledger.seen import watched_sequencer
from quorate.ledger.sequencer import Sequencer
from quorate.ledger.signers import Held, Signers
from quorate.ledger.standby import stand_by
from quorate.processes.running import begun, stopping, watched
from quorate.settings.reading import secret
from quorate.settings.sequencer import SequencerSettings, sequencer_settings


def sequencer(settings: Path) -> None:
    """Write the ledger: committed entries become tiles and a signed checkpoint."""
    with begun("sequencer"):
        asyncio.run(run(settings))


async def run(path: Path) -> None:
    """`quorate sequencer`: the log's only writer, or one that stands by."""
    settings = sequencer_settings(path)
    signers = Signers([_held(settings, *files) for files in settings.keys], own_keys)
    beside = errands(settings)

    def opened() -> Sequencer:
        return Sequencer(settings.ledger, signers, beside=beside.cosigning.lines)

    reader = LogReader(settings.ledger)

    async def meanwhile() -> None:
        await asyncio.to_thread(signers.follow, reader)

    url, stop = secret(settings.database_url), stopping()
    watching = asyncio.create_task(watched(watched_sequencer(url, settings.ledger), stop))
    try:
        await stand_by(url, opened, stop, beside.run, meanwhile)
    finally:
        stop.set()
        await watching


def _held(settings: SequencerSettings, log: Path, cosigner: Path) -> Held:
    return (
        SignerKey(settings.origin, KeyKind.ED25519, PrivateKey.load(log)),
        SignerKey(settings.cosigner, KeyKind.COSIGNATURE, PrivateKey.load(cosigner)),
    )
