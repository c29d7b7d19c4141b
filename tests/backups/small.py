"""A founded installation without processes: real keys, log, database and memory, grown by hand."""

from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import AsyncConnection

from quorate.authority.founding import NO_WITNESS
from quorate.bootstrap import found
from quorate.demo.people import gather, signed_by_all
from quorate.demo.setting import free_ports
from quorate.effects.memory import Memory
from quorate.ledger.checkpoint import read_body
from quorate.ledger.entry import entry_hash, process_entry
from quorate.ledger.files import read_checkpoint
from quorate.ledger.follow import HighWater
from quorate.ledger.keys import KeyKind, PrivateKey, SignerKey
from quorate.ledger.sequencer import Sequencer
from quorate.ledger.signers import Signers
from quorate.preparing import PORTS, Place, prepare
from quorate.vocabulary.events import Event
from quorate.vocabulary.times import now


@dataclass
class Small:
    """`url` is of the database's owner."""

    folder: Path
    url: str
    genesis: str

    @property
    def ledger(self) -> Path:
        return self.folder / "ledger"

    def memory(self) -> Memory:
        """The effector's."""
        return Memory(self.folder / "effector/state.sqlite")

    def row(self, word: str, spooled: Memory | None = None) -> None:
        """An entry on its way into the log, of the web or out of an effector's spool."""
        body = process_entry(Event.CASE_OPENED, now(), "service:x", {"case": word}).canonical()
        writer, number = "web", None
        if spooled is not None:
            number = spooled.spool(body, entry_hash(body))
            writer = f"effector-1/{spooled.life}"
        with psycopg.connect(self.url) as conn:
            conn.execute(
                "INSERT INTO ledger_queue (body, written_by, counter) VALUES (%s, %s, %s)",
                (body, writer, number),
            )
        if spooled is not None and number is not None:
            spooled.sent(number)

    async def publish(self) -> None:
        """The sequencer's work, until nothing waits."""
        keys = {n: PrivateKey.load(self.folder / f"sequencer/{n}.key") for n in ("log", "clock")}
        log = SignerKey("small.example/ledger", KeyKind.ED25519, keys["log"])
        clock = SignerKey("small.example/clock", KeyKind.COSIGNATURE, keys["clock"])
        sequencer = Sequencer(self.ledger, Signers([(log, clock)]))
        try:
            async with await AsyncConnection.connect(self.url, autocommit=True) as conn:
                while await sequencer.sequence(conn):
                    pass
        finally:
            sequencer.close()

    def see(self, memory: Memory) -> None:
        """The effector accepts what is published."""
        body = read_body(read_checkpoint(self.ledger))
        memory.accept(HighWater(body.size, body.root), now(), range(body.size))


async def small_installation(folder: Path, url: str, witness: str = NO_WITNESS) -> Small:
    """Founded, with its genesis published and seen by its effector."""
    cast = gather(folder.parent / "keys", now())
    ports = free_ports(*PORTS)
    server, signer = "http://127.0.0.1:9", "http://sign.localhost:1"
    content = {**prepare(Place(folder, "small.example", server, signer, ports)), "witness": witness}
    profile = found(folder, url, signed_by_all(content, cast.founders))
    made = Small(folder, url, profile.genesis)
    await made.publish()
    memory = made.memory()
    made.see(memory)
    memory.close()
    return made
