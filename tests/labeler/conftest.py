"""What several files of tests begin with."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from tests.labeler.moderating import Room, at_work


@pytest.fixture
async def room(tmp_path: Path, database_url: str) -> AsyncGenerator[Room]:
    """A moderator at work over a labeler."""
    async with at_work(tmp_path, database_url) as found:
        yield found
