"""The ports: whether each is listened at, and by whom."""

from collections.abc import Iterator
from dataclasses import dataclass

import psutil

from quorate.doctor.installation import Installation, ports_of
from quorate.doctor.model import Check, Finding, ok, warning, wrong


@dataclass(frozen=True, slots=True)
class Listener:
    """Who listens: the process's number, its name and command; None and empty for another user's.
    Those that `quorate up` forked have the command of what they were forked from."""

    pid: int | None
    name: str = ""
    command: tuple[str, ...] = ()

    def is_ours(self, process: str) -> bool:
        """Whether it is that process of a Quorate."""
        named = process in self.command or self.name == process
        return named and any("quorate" in part for part in self.command)


def ports(found: Installation) -> Iterator[Finding]:
    """Each process listens at its own port of this machine."""
    for process, port in ports_of(found):
        there, path = listener(port), found.settings(process)
        if there is None:
            says = f"{process} does not run: nothing listens at {port}"
            yield wrong(Check.PORTS, says, found.starts(process))
        elif there.pid is None:
            says = f"whoever listens at {port}, where {process} belongs, cannot be seen from here"
            mending = "run quorate doctor as root; of another container that is as it should be"
            yield warning(Check.PORTS, says, mending)
        elif there.is_ours(process):
            yield ok(Check.PORTS, f"{process} listens at {port}, process {there.pid}")
        else:
            command = " ".join(there.command)[:100]
            says = f"{port}, where {process} belongs, is taken by process {there.pid}: {command}"
            yield wrong(Check.PORTS, says, f"end that process, or change port in {path}")


def listener(port: int) -> Listener | None:
    """Who listens at a port of this machine; None where nobody does."""
    for one in psutil.net_connections(kind="tcp"):
        if one.status == psutil.CONN_LISTEN and one.laddr and one.laddr[1] == port:
            return _who(one.pid)
    return None


def _who(pid: int | None) -> Listener:
    try:
        found = psutil.Process(pid) if pid else None
        return Listener(pid, found.name(), tuple(found.cmdline())) if found else Listener(None)
    except psutil.Error:
        return Listener(None)
