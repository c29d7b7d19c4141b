"""A bundle that proves itself: entries, proofs, checkpoint, keys, and a checker in plain Python."""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from quorate.incidents.looking import Asked, Look
from quorate.incidents.naming import named
from quorate.incidents.sentences import text_of
from quorate.incidents.timeline import Told, actor_of, proposal_of

AUDITOR: Final = Path(__file__).parent / "auditor"
ENTRIES: Final = 5000
"""The most that one bundle answers with; more is asked in parts, by time."""
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


@dataclass(slots=True)
class _Gathering:
    """What stands beside the answer, followed until nothing new is needed to check it."""

    look: Look
    found: dict[int, Told] = field(default_factory=dict[int, Told])

    def add(self, leaf: int) -> None:
        """An entry with everything that its check rests on."""
        waiting = [leaf]
        while waiting:
            told = self.look.told(waiting.pop())
            if told.leaf in self.found:
                continue
            self.found[told.leaf] = told
            if not told.flaw:
                waiting += self._needed(told)

    def _needed(self, told: Told) -> Iterator[int]:
        entry = told.entry
        if entry is None:
            return
        row = self.look.who(actor_of(entry), told.leaf)
        if row is not None:
            yield row.leaf
        order = entry.data.get("order")
        for identifier in (text_of(entry.data, "key"), text_of(order, "key")):
            enrolled = self.look.key(identifier) if identifier else None
            if enrolled is not None:
                yield enrolled.leaf
        proposal = proposal_of(entry.data)
        if proposal:
            yield from self.look.openings(proposal)
        amendments = {n for n in named(told.body).names if n.startswith("amd_")}
        for name in amendments:
            yield from self.look.openings(name)


def bundle(look: Look, asked: Asked, shown: Sequence[Told]) -> bytes:
    """The zip file. Raises LedgerError for an entry that is not in the log."""
    gathering = _Gathering(look)
    turns = [turn.leaf for turn in look.archive.keys.turns]
    for leaf in (0, *turns, *(told.leaf for told in shown)):
        gathering.add(leaf)
    beside = sorted(set(gathering.found) - {told.leaf for told in shown})
    genesis = look.archive.genesis
    told = {
        "about": asked.name,
        "since": asked.since,
        "until": asked.until,
        "genesis": look.archive.genesis_hash,
        "shown": [one.leaf for one in shown],
        "beside": beside,
        "flaws": {str(one.leaf): _flaw(one) for one in gathering.found.values() if _flaw(one)},
    }
    files = {
        **_checker(),
        "checkpoint": look.under.text.encode(),
        "incident.json": (json.dumps(told, indent=1) + "\n").encode(),
        "keys/log.vkey": f"{genesis.log}\n".encode(),
        "keys/cosigner.vkey": f"{genesis.cosigner}\n".encode(),
    }
    for leaf in sorted(gathering.found):
        body, receipt = look.archive.proved(leaf, look.under)
        files[f"entries/{leaf:012}.json"] = body
        files[f"receipts/{leaf:012}.tlog-proof"] = receipt.text.encode()
    return _zipped({**files, "MANIFEST": _manifest(files)})


def _checker() -> dict[str, bytes]:
    """The files of the checker, as they lie in the bundle."""
    names = (
        "README.txt",
        "check.py",
        *(f"checking/{p.name}" for p in AUDITOR.glob("checking/*.py")),
    )
    return {name: (AUDITOR / name).read_bytes() for name in names}


def _flaw(told: Told) -> str:
    return told.flaw or ("" if told.entry else "no entry")


def _manifest(files: dict[str, bytes]) -> bytes:
    """Each file's SHA-256, and at the end that of the lines above."""
    lines = [f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files)]
    body = "".join(lines).encode()
    return body + f"{hashlib.sha256(body).hexdigest()}  MANIFEST\n".encode()


def _zipped(files: dict[str, bytes]) -> bytes:
    """The same bytes for the same files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), body, zipfile.ZIP_DEFLATED)
    return out.getvalue()
