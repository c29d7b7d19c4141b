"""What the sequencer does beside writing: it asks the witnesses, and leaves checkpoints outside."""

import asyncio
from dataclasses import dataclass
from functools import partial

from quorate.effects.following import pinned_policy
from quorate.effects.paging.pager import Pager
from quorate.ledger.announcing import Announcing, Places
from quorate.ledger.cosigning import Cosigning
from quorate.ledger.directory import LogReader
from quorate.outbound.named import named
from quorate.settings.reading import secret
from quorate.settings.sequencer import PublishSettings, SequencerSettings
from quorate.telemetry.jobs import kept


@dataclass(frozen=True, slots=True)
class Errands:
    """`cosigning` gives the witnesses' lines to whoever writes the log."""

    cosigning: Cosigning
    announcing: Announcing | None

    async def run(self) -> None:
        """Until cancelled. What fails in one is told and begun anew, and the other goes on."""
        never = asyncio.Event()
        async with named(5.0) as http, asyncio.TaskGroup() as tasks:
            tasks.create_task(kept("cosigning", partial(self.cosigning.run, http), never))
            if self.announcing is not None:
                tasks.create_task(kept("announcing", partial(self.announcing.run, http), never))


def errands(settings: SequencerSettings) -> Errands:
    """As the settings say. Raises BadSettingError where others may read a secret."""
    reader = LogReader(settings.ledger)
    places = _places(settings.publish)
    return Errands(
        Cosigning(settings.ledger, lambda: pinned_policy(reader)),
        None if places is None else Announcing(settings.ledger, places),
    )


def _places(publish: PublishSettings | None) -> Places | None:
    if publish is None:
        return None
    addresses = publish.addresses
    send = None if addresses is None else Pager(secret(addresses).split()).page
    return Places(publish.every, publish.file, publish.url, send)
