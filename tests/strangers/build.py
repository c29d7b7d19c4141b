"""Building the checker from Go's own source tree, with no network.

Go carries `golang.org/x/mod/sumdb/note` and `tlog` for its own checksum database. They are copied
as they stand beside the checker's files, into a module of that name.
"""

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CHECKER = Path(__file__).parent / "checker"
MODULE = "golang.org/x/mod"
PACKAGES = ("note", "tlog")
MODULE_FILE = f"""module checker

go 1.24

require {MODULE} v0.0.0

replace {MODULE} => ./mod
"""


def go_root() -> Path | None:
    """Go's tree in the environment of `make test-long`, or None where that was not made."""
    return next((ROOT / ".venv-go").glob("lib/python*/site-packages/go"), None)


def build(go: Path, folder: Path) -> Path:
    """Copies, compiles and returns the checker's program; `folder` is new."""
    shutil.copytree(CHECKER, folder)
    (folder / "go.mod").write_text(MODULE_FILE)
    vendored = go / "src/cmd/vendor" / MODULE
    for package in PACKAGES:
        shutil.copytree(vendored / "sumdb" / package, folder / "mod/sumdb" / package)
    (folder / "mod/go.mod").write_text(f"module {MODULE}\n\ngo 1.24\n")
    program = folder / "log-checker"
    command = [go / "bin/go", "build", "-trimpath", "-o", program, "."]
    subprocess.run(command, cwd=folder, env=_environment(go), check=True)
    return program


def _environment(go: Path) -> Mapping[str, str]:
    """Nothing is fetched, and nothing of another Go on this machine is read."""
    cache = ROOT / "var/go"
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(cache),
        "GOROOT": str(go),
        "GOCACHE": str(cache / "build"),
        "GOPATH": str(cache / "path"),
        "GOENV": "off",
        "GOFLAGS": "-mod=mod",
        "GOPROXY": "off",
        "GOSUMDB": "off",
        "GOTOOLCHAIN": "local",
        "GOWORK": "off",
        "CGO_ENABLED": "0",
    }
