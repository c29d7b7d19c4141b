"""The private keys of a sequencer, and which of them the log demands under a checkpoint.

While an old pair still counts beside a new one both sign, so that who knows only one can follow.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Final

from quorate.ledger.checkpoint import Checkpoint, read_body, sign_checkpoint
from quorate.ledger.directory import LogReader
from quorate.ledger.errors import LedgerError, LedgerReason
from quorate.ledger.keyring import MARK, Keyring, Pair, unturned
from quorate.ledger.keys import SignerKey
from quorate.ledger.note import signature_lines

Held = tuple[SignerKey, SignerKey]
"""A log's key and its clock's."""
_MENDING: Final = "name the files of these keys in sequencer.toml and start it again"


def _unfounded(_: bytes) -> None:
    """No entry founds a keyring."""


class Signers:
    """One pair, or two around a change of keys.

    `founded` reads the keyring of the first entry; where that founds none the log never turns to
    other keys. What was read of a log is kept from one opening of its folder to the next.
    """

    def __init__(
        self, held: Sequence[Held], founded: Callable[[bytes], Keyring | None] = _unfounded
    ) -> None:
        self._held = {Pair(log.verifier, clock.verifier): (log, clock) for log, clock in held}
        self._founded = founded
        first = next(iter(self._held))
        self.origin = first.log.name
        self.keys = unturned(first.log, first.cosigner)
        self._size = 0

    def read(self, reader: LogReader, size: int) -> None:
        """Hears what the published entries say that were not heard yet."""
        if self._size == 0 and size:
            self.keep(self.heard(0, list(reader.entries(0, 1))), 1)
        keys = self.keys
        for index, body in reader.holding(MARK, self._size, size):
            keys = keys.after(index, [body])
        self.keep(keys, size)

    def follow(self, reader: LogReader) -> None:
        """Reads ahead, beside whoever writes, so that little is left to read when leading begins;
        what cannot be read is refused then."""
        with suppress(LedgerError, OSError):
            size = read_body(reader.checkpoint_text()).size
            if size > self._size:
                self.read(reader, size)

    def heard(self, start: int, bodies: Sequence[bytes]) -> Keyring:
        """The keyring as these entries, from index `start` on, would leave it."""
        keys = self.keys
        if start == 0 and bodies:
            keys = self._founded(bodies[0]) or keys
        return keys.after(start, bodies)

    def keep(self, keys: Keyring, size: int) -> None:
        """What the first `size` entries, which are published, left in force."""
        self.keys, self._size = keys, size

    def demanded(self, keys: Keyring, size: int, seconds: int) -> list[Held]:
        """The pairs that sign a checkpoint over `size` entries at that time (Unix seconds), the
        oldest first. Raises LedgerError (MISSING_KEY) in words."""
        pairs = keys.in_force(size, seconds)
        for pair in pairs:
            if pair not in self._held:
                detail = f"the log demands {pair.log.vkey} and {pair.cosigner.vkey}: {_MENDING}"
                raise LedgerError(LedgerReason.MISSING_KEY, detail)
        return [self._held[pair] for pair in reversed(pairs)]


def sign(checkpoint: Checkpoint, held: Sequence[Held], seconds: int) -> str:
    """The note under every pair, at least one. Raises LedgerError as `sign_checkpoint` does."""
    first, *more = held
    beside = [key for pair in more for key in pair]
    return sign_checkpoint(checkpoint, *first, seconds) + signature_lines(
        checkpoint.body, beside, seconds
    )
