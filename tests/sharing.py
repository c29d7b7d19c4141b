"""Which tests share a process, and in which order they are given out.

An installation (PostgreSQL, Synapse, five processes) takes longer to start than most tests take,
and goes on using the cores. So all tests of one go to the process that has it, and they go first.
"""

from xdist.scheduler import LoadFileScheduling

HOUSE = ("tests/api/", "tests/cli/")
CONSOLE = tuple(
    f"tests/browser/test_{name}.py"
    for name in (
        "beside",
        "console",
        "desk",
        "evidence",
        "explain",
        "flow",
        "keys",
        "on_call",
        "past",
        "private",
        "register",
        "translation",
    )
)
SHARED = {"console": CONSOLE, "house": HOUSE, "platforms": ("tests/platforms/",)}
ROWS = ("tests/invariants/test_i15_", "tests/invariants/test_threat_table.py")
LONGEST = (*CONSOLE, *SHARED["platforms"], "tests/browser/", "tests/demo/", *HOUSE, *ROWS)


def place(nodeid: str) -> int:
    """Where a test stands in the order: what takes longest first, the rest as it came."""
    found = [n for n, start in enumerate(LONGEST) if nodeid.startswith(start)]
    return min(found, default=len(LONGEST))


def house_of(nodeid: str) -> str:
    """Which installation a test uses, by name; those of the rest use none."""
    for name, starts in SHARED.items():
        if nodeid.startswith(starts):
            return name
    return "its own" if place(nodeid) < len(LONGEST) else "none"


class ByInstallation(LoadFileScheduling):
    """By file, and by installation where files share one."""

    def _split_scope(self, nodeid: str) -> str:
        for name, starts in SHARED.items():
            if nodeid.startswith(starts):
                return name
        return super()._split_scope(nodeid)
