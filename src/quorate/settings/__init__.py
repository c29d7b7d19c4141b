"""What each process is told: one TOML file a process, secrets in files of mode 0600 beside it."""

import os
from pathlib import Path
from typing import Final

FILES: Final = {
    "serve": "serve/serve.toml",
    "sequencer": "sequencer/sequencer.toml",
    "effector": "effector/effector.toml",
    "worker": "serve/serve.toml",
    "signer": "signer/signer.toml",
    "firehose": "serve/serve.toml",
}
"""Where in an installation's folder each process finds its own."""
SUPERVISED = "QUORATE_SUPERVISED"
"""The environment's word for a process whose supervisor hangs up its input to stop it."""
WATCH = "QUORATE_WATCH"
"""The environment's word for where a process shows its metrics and whether it is ready: a port of
the loopback address, the path of a socket, or a folder for one by the process's name. Not a
setting of the file, for several processes may share one, and the effector's is pinned by the
ledger."""


def watched_at(process: str) -> str | None:
    """Where a process of this environment shows itself; None where nobody watches."""
    place = os.environ.get(WATCH)
    return str(Path(place) / f"{process}.sock") if place and Path(place).is_dir() else place or None
