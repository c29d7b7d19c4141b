"""Where following begins: the pinned genesis says whose checkpoints are believed."""

from quorate.authority.charter import Genesis, read_genesis
from quorate.authority.rotating import keyring_of
from quorate.effects.folds.state import ForgedError
from quorate.ledger.directory import LogReader
from quorate.ledger.entry import entry_hash, read_entry
from quorate.ledger.follow import Follower, HighWater
from quorate.ledger.keyring import Keyring
from quorate.ledger.policy import Policy
from quorate.ledger.witnessed import WitnessFollower


def follower_of(
    reader: LogReader, genesis_hash: str, high_water: HighWater | None = None
) -> Follower:
    """A follower by the keys of the first entry; ForgedError unless that is the pinned genesis."""
    genesis = _pinned(reader, genesis_hash)
    return Follower(reader, keyring_of(genesis, genesis_hash), high_water)


def witnesses_of(reader: LogReader, genesis_hash: str) -> WitnessFollower | None:
    """A follower of what the pinned genesis's witnesses cosign; None where it asks nobody.

    Raises LedgerError (BAD_POLICY, BAD_KEY), and what `follower_of` does.
    """
    genesis = _pinned(reader, genesis_hash)
    policy = Policy.parse(genesis.witness)
    if not policy.wants_witnesses:
        return None
    return WitnessFollower(reader, policy)


def founded_keys(first: bytes) -> Keyring:
    """The keyring of a log by its first entry. LedgerError or ValueError where that is none."""
    return keyring_of(read_genesis(read_entry(first).data), entry_hash(first))


def own_keys(first: bytes) -> Keyring | None:
    """The keyring of the sequencer's own log; None where it begins with no genesis. It judges no
    entry, and nobody who does believes such a log."""
    try:
        return founded_keys(first)
    except ValueError:
        return None


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
