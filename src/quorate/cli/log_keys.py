"""`quorate prepare-log-keys`: the log's next pair of keys, on the sequencer's own host."""

import sys
from datetime import timedelta
from pathlib import Path

import yaml

from quorate.authority.rotating import LONGEST, SHORTEST
from quorate.ledger.keys import KeyKind, PrivateKey, VerifierKey
from quorate.settings.sequencer import sequencer_settings
from quorate.vocabulary.terminal import plain
from quorate.vocabulary.times import now, stamp

_DAYS = 14
_LOG, _CLOCK = "next-log.key", "next-clock.key"


def prepare_log_keys(settings: Path, *, days: int = _DAYS) -> None:
    """Make the log's next keys beside sequencer.toml, and log-keys.yaml for the founders to sign.

    Both pairs count for --days from now; then the old one ends for good.
    """
    if not SHORTEST <= timedelta(days=days) <= LONGEST:
        sys.exit(f"--days: {SHORTEST.days} to {LONGEST.days}")
    found, folder, at = sequencer_settings(settings), settings.parent, now()
    if len(found.keys) > 1:
        sys.exit(f"{settings} names next keys already: end that change first")
    log, clock = PrivateKey.generate(), PrivateKey.generate()
    log.save(folder / _LOG)
    clock.save(folder / _CLOCK)
    rotation = {
        "log": VerifierKey(found.origin, KeyKind.ED25519, log.public).vkey,
        "cosigner": VerifierKey(found.cosigner, KeyKind.COSIGNATURE, clock.public).vkey,
        "at": stamp(at),
        "until": stamp(at + timedelta(days=days)),
    }
    file = folder / "log-keys.yaml"
    file.write_text(yaml.safe_dump({"rotation": rotation}, sort_keys=False))
    print(plain(f"1. Put these lines above the first [table] of {settings}; start it again:", 1000))
    print(f'next_log_key_file = "{_LOG}"')
    print(f'next_cosigner_key_file = "{_CLOCK}"')
    print(plain(f"2. Founders sign {file}: `quorate apply log-keys.yaml`.", 1000))
