"""kill -9 of the database's leader under load: nothing acknowledged is lost, nothing is done twice,
restores go on, and Quorate finds the new leader by itself."""

import time
from collections.abc import Iterator

import pytest
from tests.chaos.agreeing import agrees
from tests.chaos.load import Load
from tests.failover.cluster import missing
from tests.failover.house import House, house

from quorate.demo import setting
from quorate.demo.people import APPROVER, ON_CALL, REVIEWER
from quorate.vocabulary.kinds import Kind

pytestmark = [
    pytest.mark.long,
    pytest.mark.platform,
    pytest.mark.timeout(1200),
    pytest.mark.skipif(bool(missing()), reason=missing()),
]
STALE_SECONDS = 6.0


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with pytest.MonkeyPatch.context() as patient:
        patient.setattr(setting, "_START_SECONDS", 240.0)
        with house(tmp_path_factory.mktemp("failover")) as found:
            yield found


def test_a_killed_leader_loses_nothing_and_a_restore_does_not_wait(installed: House) -> None:
    load = Load(installed)
    people = load.person(REVIEWER), load.person(APPROVER)
    load.start()
    load.until_more(4, 120)
    user, shown = load.silence(REVIEWER, *people)
    killed = time.monotonic()
    dead = installed.kill_leader()
    load.person(ON_CALL).say(shown, Kind.RESTORE, ON_CALL)
    load.book.restores.append(shown.statement.proposal)
    assert user.create_room("free again")[0] == 200
    assert installed.cluster.leader() is None, "the restore was to come while nobody led"
    installed.cluster.until_led()
    led = time.monotonic()
    load.until_more(4, 120)
    installed.cluster.start(dead)
    load.until_more(2, 120)
    book = load.end()
    agrees(installed, book)
    acts = [c.at - killed for c in installed.platform.forwarded if c.silences and c.acts]
    assert not [at for at in acts if STALE_SECONDS < at < led - killed - 1], "silenced in doubt"
    print(
        f"{led - killed:.1f} s without a leader, {len(book.reports)} reports, {book.words()} words"
    )


def test_leader_after_leader_is_followed(installed: House) -> None:
    """Each time another node leads, and the one that comes back is a standby."""
    load = Load(installed)
    load.start()
    for _ in range(2):
        load.until_more(2, 120)
        dead = installed.kill_leader()
        installed.cluster.until_safe()
        installed.cluster.start(dead)
    load.until_more(2, 120)
    agrees(installed, load.end())
