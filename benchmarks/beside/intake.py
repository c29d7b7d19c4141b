"""Reports a second from 16 clients, straight to either and through the PDS; then its memory.

Each report is about another account, so that each opens a case or a status; it counts once it is
answered, after its commit. Accounts report nine times each, which is within what Quorate lets one
account do; each has reported once before, so that its key is known to the side that is measured.
"""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

import httpx2
from tests.network.running import Network, Person

from benchmarks.beside.accounts import PATH, Account, registered, report_of, some_did
from benchmarks.beside.measuring import Samples
from benchmarks.beside.side import Side
from benchmarks.intake import taken
from benchmarks.wire import posted, send

ACCOUNTS: Final = 300
PEOPLE: Final = 16
EACH: Final = 9
AT_ONCE: Final = 20_000


def filed(head: bytes, body: bytes) -> bool:
    """Answered 200."""
    return head.startswith(b"HTTP/1.1 200") and bool(body)


def straight(side: Side, account: Account, did: str) -> bytes:
    """A report as a PDS sends it on, with a token of its own."""
    return posted(PATH, {"Authorization": f"Bearer {account.token(side.did)}"}, report_of(did))


def _through(side: Side, person: Person) -> bytes:
    """A report as a client sends it to its own PDS."""
    headers = {
        "Authorization": f"Bearer {person.token}",
        "atproto-proxy": f"{side.did}#atproto_labeler",
    }
    return posted(PATH, headers, report_of(some_did()))


def accounts(network: Network, count: int) -> list[Account]:
    """New ones of the network's directory."""
    with httpx2.Client(trust_env=False) as directory:
        return [registered(directory, network.plc) for _ in range(count)]


def _rate(port: int, rounds: Sequence[Sequence[bytes]]) -> float:
    """Of all rounds but the first."""
    send(port, rounds[0], filed)
    others = [one for requests in rounds[1:] for one in requests]
    return len(others) / send(port, others, filed)


def turn(side: Side, network: Network) -> Samples:
    """Reports a second, and what is in memory afterwards."""
    senders = accounts(network, ACCOUNTS)
    people = [network.person() for _ in range(PEOPLE)]
    own = [[straight(side, one, some_did()) for one in senders] for _ in range(EACH + 1)]
    proxied = [[_through(side, one) for one in people] for _ in range(EACH + 1)]
    batches = side.batches([some_did() for _ in range(AT_ONCE)])
    found = {
        "intake_per_s": [_rate(side.port, own)],
        "intake_by_pds_per_s": [_rate(network.port, proxied)],
        "memory_mib": [sum(map(resident, tree(side.processes()))) / 1024],
    }
    if batches:
        found["intake_batched_per_s"] = [AT_ONCE / send(side.port, batches, taken)]
    return found


def tree(roots: Sequence[int]) -> list[int]:
    """Processes and all that they started, which still run."""
    found = list(roots)
    for pid in found:
        with suppress(FileNotFoundError, ProcessLookupError):  # ended meanwhile
            for task in Path(f"/proc/{pid}/task").iterdir():
                found += [int(child) for child in (task / "children").read_text().split()]
    return found


def resident(pid: int) -> int:
    """KiB of a process that are in memory, those it shares with others too."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))
