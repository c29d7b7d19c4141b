"""What a child gives up before it reads a stranger's bytes. Each step is for good.

Whatever it needs is imported before: afterwards it opens nothing. With no descriptor to be had it
has no file, no socket and no other process to tell, whatever takes it over; it answers on the two
pipes that it was given, and its parent reads no more there than it asked for.
"""

import contextlib
import ctypes
import os
import resource
import signal
import sys
from typing import Final

NOBODY: Final = 65534
_NO_NEW_PRIVS: Final = 38  # PR_SET_NO_NEW_PRIVS of linux/prctl.h
_MEGABYTE: Final = 1024 * 1024


def confine(megabytes: int) -> None:
    """So much memory from now on; no new descriptor, process, file or core dump, and no rights by a
    program that it becomes. A child of root becomes nobody, since root raises its own limits; a
    root that may not change users may not do that either."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_NO_NEW_PRIVS, 1, 0, 0, 0)
    if os.geteuid() == 0:
        with contextlib.suppress(OSError):
            os.setgroups([])
            os.setresgid(NOBODY, NOBODY, NOBODY)
            os.setresuid(NOBODY, NOBODY, NOBODY)
    _limit(resource.RLIMIT_AS, megabytes * _MEGABYTE)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_NPROC, 0)
    _limit(resource.RLIMIT_NOFILE, 0)


def limit_next(seconds: int) -> None:
    """The kernel ends this process after so many more seconds of processor time. A timer, since
    RLIMIT_CPU counts from the start, in ticks that drift from what a process can read of itself."""
    signal.setitimer(signal.ITIMER_PROF, seconds)


def _limit(what: int, most: int) -> None:
    resource.setrlimit(what, (most, most))
