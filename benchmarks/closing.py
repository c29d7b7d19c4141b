"""A month closed from a ledger of 100,000 entries, signed as in casework and verified anew.

A case is opened, proposed about, carried out and closed: five entries, four signatures. Peer in the
same run: the check of the same folder alone, which folds nothing.
"""

import itertools
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from quorate.cases.deciding import Decision
from quorate.decisions.statement import CaseRef
from quorate.effects.following import founded_keys
from quorate.incidents.stage.roles import seeded
from quorate.incidents.stage.world import World
from quorate.ledger.directory import LogReader
from quorate.ledger.entry import process_entry, sealed
from quorate.ledger.verify import verify_folder
from quorate.people.keys import key_id
from quorate.transparency.closing import close
from quorate.transparency.collecting import LedgerSource
from quorate.transparency.months import Month
from quorate.transparency.provider import read_provider
from quorate.transparency.records import Kind
from quorate.vocabulary.events import Event
from quorate.vocabulary.kinds import Attested, Outcome

ENTRIES: Final = 100_000
A_CASE: Final = 5
WRITTEN: Final = 1 << 16
NOVEMBER: Final = Month(2026, 11)
WHO: Final = "employee"
PROVIDER: Final = read_provider(
    {"name": "Example Ltd", "service": "Example", "type": "hosting", "published": "2026-12-01"}
)


def _casework(world: World, cases: int) -> Iterator[bytes]:
    """Entry after entry of one case after the other."""
    signer, effector = seeded(WHO), world.process_key("effector")
    key, own = key_id(signer.public), key_id(effector.public)
    counter = itertools.count(1)

    def did(event: Event, data: dict[str, Any]) -> bytes:
        made = process_entry(event, world.now, "effector", data, key=own, counter=next(counter))
        return sealed(made, effector.sign).canonical()

    for number in range(cases):
        world.now += timedelta(seconds=1)
        case, native = f"case_{number:032x}", f"@u{number}:here.example"
        opened = {"case": case, "subject": "s", "area": "safety", "language": "de", "by": "app"}
        yield world.entry(Event.CASE_OPENED, opened, Attested.PROCESS, "web").canonical()
        said = world.statement(0, native, case=CaseRef(case, "service:intake", "auditor"))
        yield world.opening(said)
        about = {"proposal": said.proposal}
        how = {"action": said.action, "tier": 0, "hands": [said.signer], "inverse": "00" * 32}
        yield did(Event.EFFECT_INTENDED, {**about, **how})
        yield did(Event.EFFECT_DONE, about)
        made = Decision(world.genesis, Event.CASE_CLOSED, case, 2, WHO, Outcome.ACTIONED)
        closing = {
            **{"case": case, "by": WHO, "fence": 1, "version": 2, "outcome": Outcome.ACTIONED},
            **{"key": key, "sig": signer.sign(made.digest()).hex()},
        }
        yield world.entry(Event.CASE_CLOSED, closing, Attested.PERSON, WHO, key).canonical()


def run() -> dict[str, float]:
    """Microseconds an entry, of the whole closing and of the check that is part of it."""
    with tempfile.TemporaryDirectory(prefix="quorate-bench-") as name:
        folder = Path(name)
        world = World(folder).found()
        entries = _casework(world, ENTRIES // A_CASE)
        while some := list(itertools.islice(entries, WRITTEN)):
            world.publish(*some)
        world.now = NOVEMBER.end
        world.resign()
        size = world.sequencer.size
        began = time.perf_counter()
        source = LedgerSource(world.log, PROVIDER, world.genesis)
        closed, _ = close(source, NOVEMBER, folder / "months", world.now)
        closing = time.perf_counter() - began
        if closed.files[Kind.MEASURES].records != ENTRIES // A_CASE:
            raise AssertionError(f"{closed.files} of {ENTRIES // A_CASE} decisions")
        first = next(iter(LogReader(world.log).entries(0, 1)))
        began = time.perf_counter()
        verify_folder(world.log, founded_keys(first), None)
        checking = time.perf_counter() - began
    return {
        "transparency_close_entries": float(size),
        "transparency_close_us_per_entry": closing / size * 1e6,
        "transparency_close_check_us_per_entry": checking / size * 1e6,
    }
