"""Where following begins: the pinned genesis says whose checkpoints are believed."""

from quorate.authority.charter import read_genesis
from quorate.effects.folds.state import ForgedError
from quorate.ledger.directory import LogReader
from quorate.ledger.entry import entry_hash, read_entry
from quorate.ledger.follow import Follower, HighWater
from quorate.ledger.keys import VerifierKey


def follower_of(
    reader: LogReader, genesis_hash: str, high_water: HighWater | None = None
) -> Follower:
    """A follower by the keys of the first entry; ForgedError unless that is the pinned genesis."""
    first = next(iter(reader.entries(0, 1)), b"")
    if entry_hash(first) != genesis_hash:
        raise ForgedError("the first entry is not the pinned genesis")
    genesis = read_genesis(read_entry(first).data)
    log, cosigner = VerifierKey.parse(genesis.log), VerifierKey.parse(genesis.cosigner)
    return Follower(reader, log, cosigner, high_water)
