"""One installation for each file of faults; the seed is printed, and told back by setting it."""

from collections.abc import Iterator

import pytest
from tests.chaos.house import House, house


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Behind both proxies, kept running until the end."""
    with house(tmp_path_factory.mktemp("chaos")) as found:
        yield found
