"""`make audit`: bandit over our code, pip-audit over what it rests on, and the list of it all
(CycloneDX) in dist/. Ends with a status other than 0 where something was found, or could not be
asked: what nobody looked up is not clean.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.lock",)
LISTED = ROOT / "dist/quorate.cdx.json"


def say(text: str) -> None:
    print(f"audit: {text}", flush=True)


def tool(name: str, *words: str) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name(name)), *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def code() -> bool:
    """Whether bandit finds nothing."""
    done = tool("bandit", "-q", "-c", "pyproject.toml", "-r", "src", "clients/python")
    say("bandit: nothing found" if done.returncode == 0 else done.stdout)
    return done.returncode == 0


def known() -> bool:
    """Whether the vulnerability service knows of nothing against what is locked."""
    wanted = [part for lock in LOCKS for part in ("-r", lock)]
    done = tool("pip-audit", "--disable-pip", "--no-deps", "--format", "json", *wanted)
    try:
        rows = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        say("pip-audit got no answer: " + done.stderr.strip().rpartition("\n")[2][:300])
        return False
    skipped = [row["name"] for row in rows if "skip_reason" in row]
    bad = [
        f"{row['name']} {row['version']}: {one['id']}"
        for row in rows
        for one in row.get("vulns", ())
    ]
    for text in bad:
        say(text)
    if skipped:
        say(
            f"pip-audit: {len(skipped)} of {len(rows)} were not known where it asked, none is clean"
        )
    elif not bad:
        say(f"pip-audit: nothing known against {len(rows)} packages")
    return not skipped and not bad


def listed() -> bool:
    """Whether the list was written."""
    LISTED.parent.mkdir(exist_ok=True)
    words = ("--pyproject", "pyproject.toml", "--of", "JSON", "-o", str(LISTED), LOCKS[0])
    done = tool("cyclonedx-py", "requirements", *words)
    if done.returncode != 0:
        say(f"cyclonedx-py: {done.stderr.strip()[-300:]}")
        return False
    found = json.loads(LISTED.read_text())
    say(f"{LISTED.relative_to(ROOT)}: {len(found['components'])} components")
    return True


if __name__ == "__main__":
    results = [code(), known(), listed()]
    sys.exit(0 if all(results) else 1)
