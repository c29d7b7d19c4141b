"""The sequencer's errand to the witnesses: what is published goes to them, their lines come back.

Publishing never waits for it. A round takes the checkpoint as it is served, asks every witness
that is not still busy, and keeps the newest checkpoint that a quorum cosigned in a file of its
own: under load the served one has grown on by then.
"""

import asyncio
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import httpx2
import structlog

from quorate.ledger.checkpoint import Checkpoint, read_body
from quorate.ledger.directory import LogReader
from quorate.ledger.encoding import from_decimal, to_base64
from quorate.ledger.errors import LedgerError, LedgerReason
from quorate.ledger.files import CHECKPOINT, WITNESSED, WITNESSED_SCRATCH, Disk
from quorate.ledger.keys import VerifierKey
from quorate.ledger.note import parse_note, signature_line
from quorate.ledger.policy import NamedWitness, Policy
from quorate.outbound.bounded import body_of
from quorate.telemetry.logs import Own
from quorate.telemetry.metrics.ledger import COSIGNED, WITNESS_FAILURES

ANSWER_SECONDS: Final = 2.0
AGAIN_SECONDS: Final = 1.0
"""After that long the same checkpoint is cosigned anew, for its time."""
ROUND_SECONDS: Final = 0.1
_NUMBERS: Final = re.compile(r"\d+")
_MOST_BYTES: Final = 1 << 16
_FAILED: Final = (httpx2.HTTPError, httpx2.InvalidURL, LedgerError, OSError, ValueError)
"""What asking a witness may end in: its address in the policy may be none."""
_log = structlog.get_logger()


@dataclass(slots=True)
class _Round:
    """One served checkpoint, `bare` of witnesses' lines, and the line of each who cosigned it.

    `answered` are those whose line is of this round, and not of one before about the same.
    """

    checkpoint: Checkpoint
    bare: str
    began: float
    lines: dict[VerifierKey, str] = field(default_factory=dict[VerifierKey, str])
    answered: set[VerifierKey] = field(default_factory=set[VerifierKey])


class Cosigning:
    """Asks a policy's witnesses about one log's folder; at most one request to each at a time."""

    def __init__(
        self,
        folder: Path,
        pinned: Callable[[], Policy],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`pinned` reads the policy from the log's first entry; it is asked once there is one."""
        self._folder, self._reader, self._pinned = folder, LogReader(folder), pinned
        self._policy: Policy | None = None
        self._clock = clock
        self._disk = Disk()
        self._round: _Round | None = None
        self._asking: dict[VerifierKey, asyncio.Task[None]] = {}
        self._sizes: dict[VerifierKey, int] = {}
        self._writing = asyncio.Lock()
        self._told: dict[VerifierKey, str] = {}

    def lines(self, checkpoint: Checkpoint) -> str:
        """The cosignature lines of exactly this checkpoint that have come back; from any thread."""
        found = self._round
        if found is None or found.checkpoint != checkpoint:
            return ""
        return "".join(tuple(found.lines.values()))

    async def run(self, http: httpx2.AsyncClient) -> None:
        """Asks until cancelled, or until it is known that there is nobody to ask. What fails here
        is told and tried again."""
        try:
            while self._policy is None or self._policy.witnesses:
                try:
                    await self.round(http)
                except (LedgerError, OSError, ValueError) as problem:
                    _log.warning("witnesses:not_asked", problem=Own(problem))
                    await asyncio.sleep(AGAIN_SECONDS)
                await asyncio.sleep(ROUND_SECONDS)
        finally:
            for task in self._asking.values():
                task.cancel()

    async def round(self, http: httpx2.AsyncClient) -> None:
        """Asks once, until the quorum is met or everybody asked has answered or run out of time."""
        if not (self._folder / CHECKPOINT).exists():
            return
        text = self._reader.checkpoint_text()
        checkpoint, last, began = read_body(text), self._round, self._clock()
        same = last is not None and last.checkpoint == checkpoint
        if checkpoint.size == 0 or (last and same and began < last.began + AGAIN_SECONDS):
            return
        policy = self._policy = self._policy or self._pinned()
        bare = _bare(text, {w.key for w in policy.witnesses.values()})
        now = self._round = _Round(checkpoint, bare, began)
        if last and same:
            now.lines = dict(last.lines)
        asked = [self._ask(http, policy, now, w) for w in policy.witnesses.values()]
        pending = {task for task in asked if task is not None}
        fresh = False
        while pending and not fresh:
            _, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
            fresh = policy.wants_witnesses and policy.met_by(now.answered)

    def _ask(
        self, http: httpx2.AsyncClient, policy: Policy, now: _Round, witness: NamedWitness
    ) -> asyncio.Task[None] | None:
        """Begins to ask one, unless it still owes an answer."""
        owed = self._asking.get(witness.key)
        if owed is not None and not owed.done():
            return None
        task = asyncio.create_task(self._one(http, policy, now, witness))
        self._asking[witness.key] = task
        return task

    async def _one(
        self, http: httpx2.AsyncClient, policy: Policy, now: _Round, witness: NamedWitness
    ) -> None:
        told = ""
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                answer = await self._submit(http, now, witness)
            async with self._writing:
                await asyncio.to_thread(self._keep, policy, now, witness.key, answer)
            now.answered.add(witness.key)
            COSIGNED.labels(witness.name).set_to_current_time()
        except _FAILED as problem:
            told = f"{type(problem).__name__}: {problem}"[:200]
            WITNESS_FAILURES.labels(witness.name).inc()
        kind = _NUMBERS.sub("", told)  # one that is behind is told once, not at every size
        if kind != self._told.get(witness.key, ""):
            said = Own(told or "none any more")
            _log.warning("witness:answers", witness=witness.name, problem=said)
        self._told[witness.key] = kind

    async def _submit(self, http: httpx2.AsyncClient, now: _Round, witness: NamedWitness) -> str:
        """Sends it, once more where the witness knows another size; the lines it answers.

        Raises ValueError in words where it does not cosign.
        """
        size = self._sizes.get(witness.key, 0)
        for _ in range(2):
            body = await asyncio.to_thread(self._request, size, now)
            status, answer = await _handed(http, witness.url, body)
            if status == 200:
                self._sizes[witness.key] = now.checkpoint.size
                return answer
            if status != 409:
                raise ValueError(f"status {status}: {answer}")
            known = from_decimal(answer.removesuffix("\n"), LedgerReason.BAD_NOTE)
            if known == size == now.checkpoint.size:
                raise ValueError(f"IT SAW ANOTHER HISTORY of {known} entries")
            if known > now.checkpoint.size:
                raise ValueError(f"IT SAW {known} ENTRIES, the log has {now.checkpoint.size}")
            self._sizes[witness.key] = size = known
        raise ValueError("another size each time")

    def _request(self, size: int, now: _Round) -> bytes:
        proof = self._reader.consistency_proof(size, now.checkpoint.size) if size else ()
        hashes = "".join(f"{to_base64(h)}\n" for h in proof)
        return f"old {size}\n{hashes}\n{now.bare}".encode()

    def _keep(self, policy: Policy, now: _Round, key: VerifierKey, answer: str) -> None:
        """Takes the lines that verify; the checkpoint is written once a quorum cosigned it."""
        now.lines[key] = cosignature(now.checkpoint.body, key, answer)
        if policy.wants_witnesses and now is self._round and policy.met_by(now.lines):
            whole = now.bare + "".join(tuple(now.lines.values()))
            scratch = self._folder / WITNESSED_SCRATCH
            self._disk.write_file(self._folder / WITNESSED, whole.encode(), scratch)


def cosignature(body: str, key: VerifierKey, answer: str) -> str:
    """The line in a witness's answer that is its own; raises LedgerError unless it verifies."""
    for signature in parse_note(f"{body}\n{answer}").signatures:
        if (signature.name, signature.key_id) == (key.name, key.key_id):
            key.verify(body, signature.value)
            return signature_line(signature)
    raise LedgerError(LedgerReason.MISSING_SIGNATURE, f"{key.name} did not sign")


def _bare(text: str, keys: set[VerifierKey]) -> str:
    """The checkpoint without the witnesses' lines, so that none stands there with an older time."""
    note, known = parse_note(text), {(k.name, k.key_id) for k in keys}
    kept = [s for s in note.signatures if (s.name, s.key_id) not in known]
    return f"{note.text}\n{''.join(map(signature_line, kept))}"


async def _handed(http: httpx2.AsyncClient, url: str, body: bytes) -> tuple[int, str]:
    """Status and body, of which no more is read than an answer can have."""
    address = f"{url.removesuffix('/')}/add-checkpoint"
    async with http.stream("POST", address, content=body) as response:
        return response.status_code, (await body_of(response, _MOST_BYTES)).decode()
