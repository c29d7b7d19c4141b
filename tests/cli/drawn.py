"""A command as a person sees it: its output and its errors on one terminal."""

import os
import pty
import subprocess
import sys


def on_a_terminal(*words: str) -> str:
    """All that the terminal was told."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "quorate", *words]
    environment = {**os.environ, "TERM": "xterm"}
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs, env=environment
    ) as running:
        os.close(theirs)
        said = b""
        while part := _read(ours):
            said += part
    os.close(ours)
    assert running.returncode == 0, said
    return said.decode()


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # Linux says so once nobody holds the other end
        return b""
