from collections.abc import AsyncGenerator

import pytest
from tests.people.directory import Directory, directory


@pytest.fixture
async def hr(database_url: str) -> AsyncGenerator[Directory]:
    """A directory that may call, with a database of its own."""
    async with directory(database_url) as made:
        yield made
