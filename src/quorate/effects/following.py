"""Where following begins: the pinned genesis says whose checkpoints are believed."""

from quorate.authority.charter import Genesis, read_genesis
from quorate.effects.folds.state import ForgedError
from quorate.ledger.directory import LogReader
from quorate.ledger.entry import entry_hash, read_entry
from quorate.ledger.follow import Follower, HighWater
from quorate.ledger.keys import VerifierKey
from quorate.ledger.policy import Policy
from quorate.ledger.witnessed import WitnessFollower


def follower_of(
    reader: LogReader, genesis_hash: str, high_water: HighWater | None = None
) -> Follower:
    """A follower by the keys of the first entry; ForgedError unless that is the pinned genesis."""
    genesis = _pinned(reader, genesis_hash)
    log, cosigner = VerifierKey.parse(genesis.log), VerifierKey.parse(genesis.cosigner)
    return Follower(reader, log, cosigner, high_water)


def witnesses_of(reader: LogReader, genesis_hash: str) -> WitnessFollower | None:
    """A follower of what the pinned genesis's witnesses cosign; None where it asks nobody.

    Raises LedgerError (BAD_POLICY, BAD_KEY), and what `follower_of` does.
    """
    genesis = _pinned(reader, genesis_hash)
    policy = Policy.parse(genesis.witness)
    if not policy.wants_witnesses:
        return None
    return WitnessFollower(reader, VerifierKey.parse(genesis.log), policy)


def pinned_policy(reader: LogReader) -> Policy:
    """Whom the sequencer asks: the policy of its own log's first entry.

    Raises LedgerError or ValueError where that is no genesis.
    """
    first = next(iter(reader.entries(0, 1)))
    return Policy.parse(read_genesis(read_entry(first).data).witness)


def _pinned(reader: LogReader, genesis_hash: str) -> Genesis:
    first = next(iter(reader.entries(0, 1)), b"")
    if entry_hash(first) != genesis_hash:
        raise ForgedError("the first entry is not the pinned genesis")
    return read_genesis(read_entry(first).data)
