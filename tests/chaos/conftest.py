"""One installation for each file of faults; the seed is printed, and told back by setting it."""

from collections.abc import Iterator

import pytest
from tests.chaos.house import House, house

from quorate.database import embedded
from quorate.demo import setting


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Behind both proxies, kept running until the end. Faults are not hurried: where other work
    holds the machine, starting may take minutes."""
    with pytest.MonkeyPatch.context() as patient:
        patient.setattr(setting, "_START_SECONDS", 240.0)
        patient.setattr(embedded, "START_SECONDS", 240.0)
        with house(tmp_path_factory.mktemp("chaos")) as found:
            yield found
