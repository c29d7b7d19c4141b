"""The ports: whether each is listened at, and by whom."""

from collections.abc import Iterator
from dataclasses import dataclass

import psutil

from quorate.doctor.installation import Installation, ports_of
from quorate.doctor.model import Check, Finding, ok, warning, wrong


@dataclass(frozen=True, slots=True)
class Listener:
    """Who listens: the process's number and command, None and empty for another user's."""

    pid: int | None
    command: tuple[str, ...] = ()

    def is_ours(self, process: str) -> bool:
        """Whether it is that process of a Quorate."""
        return process in self.command and any("quorate" in part for part in self.command)


def ports(found: Installation) -> Iterator[Finding]:
    """Each process listens at its own port of this machine."""
    for process, port in ports_of(found):
        there, path = listener(port), found.settings(process)
        if there is None:
            says = f"{process} does not run: nothing listens at {port}"
            yield wrong(Check.PORTS, says, found.starts(process))
        elif there.pid is None:
            says = f"somebody else's process listens at {port}, where {process} belongs"
            yield warning(Check.PORTS, says, "run quorate doctor as root to see whose it is")
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
        return Listener(pid, tuple(psutil.Process(pid).cmdline()) if pid else ())
    except psutil.Error:
        return Listener(None)
