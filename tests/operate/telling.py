"""The commands that a page tells, so that a test runs just those."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def commands(page: str) -> list[str]:
    """Every command in the page's shell blocks, a line each; continued lines are one."""
    text = (ROOT / page).read_text().replace("\\\n", "")
    blocks = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line.strip()]
