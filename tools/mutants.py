"""Take each guard out, one by one, and see a test go red: `make mutants`.

A guard is what refuses: an `if` that returns a refusal, raises or passes over; a part of an `or`,
or of an `and` that is the answer; a bound of a `max` or `min`; a written rule that forbids, or the
condition of one that permits. They are found in the modules that WATCHED names, so that a new guard
is on the list without being put there. Each runs in a process of its own, which is given the module
or the rules without that guard (tools/mutant_plugin.py). A guard that no test misses ends this with
status 1.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

from tools import mutant_calls
from tools.mutant_plugin import VARIABLE, Guard, guards_of, guards_of_policies

ROOT = Path(__file__).resolve().parent.parent
INVARIANTS = "tests/invariants"
KERNEL = ("tests/authority/test_kernel.py", "tests/authority/test_kernel_hands.py")
WATCHED: dict[str, tuple[str, ...]] = {
    "authority/policies/*.cedar": (
        "tests/authority/test_differential.py",
        INVARIANTS,
    ),
    "authority/kernel.py": (*KERNEL, INVARIANTS),
    "authority/slots.py": (*KERNEL, INVARIANTS),
    "authority/charter.py": ("tests/authority/test_charter.py", INVARIANTS),
    "authority/rotating.py": ("tests/authority/test_rotating.py",),
    "authority/founding.py": ("tests/authority/test_founding.py",),
    "authority/administrators.py": ("tests/authority/test_administrators.py", INVARIANTS),
    "authority/engine.py": ("tests/authority", INVARIANTS),
    "authority/gate.py": ("tests/authority", INVARIANTS),
    "authority/erasing.py": (f"{INVARIANTS}/test_i15_erasing.py",),
    "authority/erasure.py": (
        "tests/authority/test_erasure.py",
        f"{INVARIANTS}/test_i15_erasing.py",
    ),
    "authority/glass.py": ("tests/authority/test_glass.py", INVARIANTS),
    "authority/outside.py": (f"{INVARIANTS}/test_i12_i16_outside.py",),
    "authority/objecting.py": (
        f"{INVARIANTS}/test_i02_amending.py",
        f"{INVARIANTS}/test_i05_i22_objecting.py",
        f"{INVARIANTS}/test_i09_amendments.py",
    ),
    "authority/shown.py": ("tests/signer/test_amendments.py",),
    "accounts/register.py": ("tests/accounts/test_register.py", INVARIANTS),
    "cases/reported.py": ("tests/cases/test_reported.py",),
    "incidents/archive.py": ("tests/incidents/test_timeline.py",),
    "incidents/filling.py": ("tests/incidents/test_timeline.py",),
    "incidents/letters.py": ("tests/incidents/test_paper.py",),
    "decisions/approving.py": ("tests/decisions/test_approving.py",),
    "decisions/delegating.py": ("tests/decisions/test_beside.py",),
    "decisions/objecting.py": (
        f"{INVARIANTS}/test_i02_objecting.py",
        f"{INVARIANTS}/test_i15_i16_forged.py",
    ),
    "decisions/questions.py": ("tests/decisions/test_beside.py",),
    "effects/checks/caps.py": (
        f"{INVARIANTS}/test_i16_i17_i23_abuse.py",
        f"{INVARIANTS}/test_i14_i16_i17_looks.py",
    ),
    "effects/checks/certificate.py": (INVARIANTS,),
    "effects/doors/objections.py": (INVARIANTS,),
    "effects/paging/endings.py": (f"{INVARIANTS}/test_i11_i14_told.py",),
    "effects/executor.py": (INVARIANTS,),
    "effects/chronicle.py": (INVARIANTS,),
    "effects/configuration.py": (INVARIANTS,),
    "effects/folds/*.py": (INVARIANTS,),
    "effects/following.py": (INVARIANTS,),
    "effects/paging/glasses.py": (INVARIANTS,),
    "effects/doors/identities.py": (f"{INVARIANTS}/test_i09_i16_identity.py",),
    "effects/checks/mandate.py": (INVARIANTS,),
    "effects/doors/media.py": ("tests/effects/test_media.py",),
    "effects/needing.py": (f"{INVARIANTS}/test_i15_erasing.py",),
    "effects/outside.py": (f"{INVARIANTS}/test_i12_i16_outside.py",),
    "effects/doors/outside.py": (f"{INVARIANTS}/test_i12_i16_outside.py",),
    "effects/outward.py": (f"{INVARIANTS}/test_i09_i16_identity.py",),
    "effects/doors/reveal*.py": (INVARIANTS,),
    "effects/doors/staff.py": (INVARIANTS,),
    "effects/paging/silence.py": (INVARIANTS,),
    "effects/standing.py": (INVARIANTS,),
    "effects/undoing.py": (INVARIANTS,),
    "effects/checks/unwitnessed.py": (f"{INVARIANTS}/test_i13_i15_witness.py",),
    "effects/paging/wrongs.py": (INVARIANTS,),
    "accounts/grants.py": ("tests/accounts/test_grants.py",),
    "backups/*.py": ("tests/backups",),
    "cases/deciding.py": ("tests/cases/test_deciding.py", f"{INVARIANTS}/test_i15_i16_forged.py"),
    "decisions/bulk.py": ("tests/decisions/test_bulk.py",),
    "decisions/docket.py": (INVARIANTS,),
    "api/tiles.py": ("tests/api/test_tiles.py",),
    "ledger/sequencer.py": ("tests/ledger/test_sequencer.py", "tests/ledger/test_standby.py"),
    "ledger/keyring.py": ("tests/authority/test_rotating.py",),
    "ledger/signers.py": (
        f"{INVARIANTS}/test_i15_log_keys.py",
        "tests/ledger/test_sequencer.py",
    ),
    "ledger/commitment.py": ("tests/ledger/test_commitment.py",),
    "ledger/follow.py": (INVARIANTS,),
    "ledger/cosigning.py": ("tests/ledger/test_cosigning.py",),
    "ledger/witnessed.py": (
        "tests/ledger/test_witnessed.py",
        f"{INVARIANTS}/test_i13_i15_witness.py",
    ),
    "ledger/policy.py": ("tests/ledger/test_policy.py",),
    "ledger/witness.py": ("tests/ledger/test_witness.py",),
    "people/chain.py": ("tests/people/test_chain.py", INVARIANTS),
    "people/hands.py": ("tests/people/test_passkeys.py", INVARIANTS),
    "people/passkeys.py": ("tests/people/test_passkeys.py", INVARIANTS),
    "people/model.py": ("tests/people/test_model.py", "tests/people/test_times.py", INVARIANTS),
    "people/roster.py": (
        "tests/people/test_model.py",
        "tests/people/test_keys_of_rows.py",
        INVARIANTS,
    ),
    "rebuilding/*.py": (
        f"{INVARIANTS}/test_i15_rebuild.py",
        f"{INVARIANTS}/test_i15_casework.py",
        f"{INVARIANTS}/test_i15_erasing.py",
    ),
    "transparency/closing.py": ("tests/transparency/test_closing.py",),
    "transparency/collecting.py": ("tests/transparency/test_collecting.py",),
    "transparency/counting.py": (
        "tests/transparency/test_blank.py",
        "tests/transparency/test_monthly.py",
    ),
    "transparency/figures.py": ("tests/transparency/test_blank.py",),
    "transparency/payload.py": ("tests/transparency/test_payload.py",),
    "transparency/records.py": (
        "tests/transparency/test_template.py",
        "tests/transparency/test_closing.py",
    ),
    "transparency/sending.py": ("tests/transparency/test_filing.py",),
    "transparency/sheets.py": (
        "tests/transparency/test_blank.py",
        "tests/transparency/test_provider.py",
        "tests/transparency/test_report.py",
    ),
    "sessions/model.py": ("tests/sessions/test_sitting.py", "tests/sessions/test_session.py"),
}
AT_ONCE = 2
SECONDS = 300
NEAREST = 80


@dataclass(frozen=True)
class Verdict:
    """`killed_by` is the first test that went red, empty when none did."""

    guard: str
    says: str
    killed_by: str
    seconds: float


def watched() -> Iterator[tuple[Guard, tuple[str, ...]]]:
    """Every guard with the tests that should miss it. FileNotFoundError for a module that is gone:
    its guards would be missed by nobody."""
    for pattern, tests in WATCHED.items():
        paths = sorted((ROOT / "src/quorate").glob(pattern))
        if not paths:
            raise FileNotFoundError(pattern)
        for path in paths:
            for guard in _guards(path):
                yield guard, tests


def _guards(path: Path) -> list[Guard]:
    if path.suffix == ".cedar":
        return guards_of_policies(path.read_text())
    return guards_of(path.relative_to(ROOT / "src"), path.read_text())


def recorded(guards: Collection[Guard], tests: Sequence[str]) -> dict[str, list[str]]:
    """Runs the tests once with every guard in place; which of them come by which line of the
    guards' modules. A test that fails as things are would prove nothing, so that ends it."""
    modules = os.pathsep.join(sorted({_path(guard) for guard in guards}))
    with tempfile.NamedTemporaryFile(suffix=".json") as kept:
        variables = {mutant_calls.CALLS: kept.name, mutant_calls.WATCHED: modules}
        done = _pytest("mutant_calls", variables, tests, None)
        if done.returncode:
            sys.exit(f"The tests fail with every guard in place:\n{done.stdout}")
        return json.loads(Path(kept.name).read_text())


def _path(guard: Guard) -> str:
    module = guard.name.partition(":")[0]
    return str(ROOT / "src/quorate" / (module.replace(".", "/") + ".py"))


def _near(guard: Guard, calls: Mapping[str, Sequence[str]]) -> list[str]:
    """The tests in which it refuses, before those in which it is only asked."""
    by_line = (calls.get(f"{_path(guard)}:{line}", ()) for line in guard.lines)
    return list(dict.fromkeys(test for tests in by_line for test in tests[:NEAREST]))


def tried(guard: Guard, tests: Sequence[str], near: Sequence[str]) -> Verdict:
    """Runs the tests without the guard, until one fails: those that come by it first."""
    began = time.monotonic()
    killer = _killer(guard, near) if near else ""
    killer = killer or _killer(guard, tests)
    verdict = Verdict(guard.name, guard.says, killer, round(time.monotonic() - began, 1))
    print(f"{verdict.seconds:6.1f} s  {guard.name:60} {killer or 'NO TEST MISSES IT'}", flush=True)
    return verdict


def _killer(guard: Guard, tests: Sequence[str]) -> str:
    try:
        done = _pytest("mutant_plugin", {VARIABLE: guard.name}, tests, SECONDS)
    except subprocess.TimeoutExpired:
        return "it never ends"
    if not done.returncode:
        return ""
    red = [line for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    return (red or ["it does not start"])[0].split(" ")[1]


def _pytest(
    plugin: str, variables: Mapping[str, str], tests: Sequence[str], seconds: int | None
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-n", "0", "-p", f"tools.{plugin}"]
    command += ["-p", "no:cacheprovider", "--no-header", "--tb=no", *tests]
    return subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **variables, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("words", nargs="*", help="only guards whose names hold one of these")
    parser.add_argument("--list", action="store_true", help="only list them")
    chosen = parser.parse_args()
    found = [
        (guard, tests)
        for guard, tests in watched()
        if not chosen.words or any(word in guard.name for word in chosen.words)
    ]
    if chosen.list:
        for guard, _ in found:
            print(f"{guard.name:60} {guard.says}")
        return
    if not found:
        sys.exit("No guard is named so; --list names them.")
    guards = [guard for guard, _ in found]
    calls = recorded(guards, sorted({test for _, tests in found for test in tests}))
    near = [_near(guard, calls) for guard in guards]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        verdicts = list(pool.map(tried, *zip(*found, strict=True), near))
    survivors = [v for v in verdicts if not v.killed_by]
    print(f"{len(verdicts) - len(survivors)} of {len(verdicts)} guards are missed by a test")
    if not chosen.words:
        (ROOT / "var").mkdir(exist_ok=True)
        rows = json.dumps([asdict(v) for v in verdicts], indent=1)
        (ROOT / "var/mutants.json").write_text(rows + "\n")
    sys.exit(1 if survivors else 0)


if __name__ == "__main__":
    main()
