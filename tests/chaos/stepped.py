"""One process of Quorate with a clock that a file steps: `stepped.py FILE NAME SETTINGS`.

There is no such thing in production: the clock is put in the place of the real one from outside,
before anything of Quorate is loaded. What waits by the monotonic clock goes on waiting truly.
"""

import sys
import time
from datetime import UTC, datetime
from pathlib import Path

STEP = Path(sys.argv.pop(1))
_real = time.time


def stepped() -> float:
    """Seconds since the epoch, as far off as the file says."""
    try:
        return _real() + float(STEP.read_text() or 0)
    except (OSError, ValueError):
        return _real()


time.time = stepped

from quorate.vocabulary import times  # noqa: E402


def _now() -> datetime:
    return datetime.fromtimestamp(stepped(), UTC)


times.now = _now

from quorate.cli import main  # noqa: E402

main()
