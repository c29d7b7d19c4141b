"""What an erasure's order says, and who may give it."""

import pytest

from quorate.authority.erasure import ERASE, may_erase, read_erasure
from quorate.incidents.stage.world import NOON, World
from quorate.people.orders import Order
from quorate.vocabulary.problems import Problem, Refusal

COMMITMENT = "ab" * 32


@pytest.mark.parametrize(
    ("order", "about"),
    [
        (ERASE, f"because:{COMMITMENT}"),
        (ERASE, "gdpr-17:ab"),
        ("execute", f"gdpr-17:{COMMITMENT}"),
    ],
)
def test_what_is_no_order_to_erase_is_refused(order: str, about: str) -> None:
    with pytest.raises(ValueError, match=r"order|about"):
        read_erasure(Order({"order": order, "about": about}, "", ""))


def test_only_an_owner_erases(tmp_path_factory: pytest.TempPathFactory) -> None:
    world = World(tmp_path_factory.mktemp("erasing")).found()
    station = world.station()
    station.chronicle.catch_up()
    refused = may_erase(station.chronicle.view.roster.people["employee"], "somebody", NOON)
    assert isinstance(refused, Refusal) and refused.problem is Problem.NOT_ELIGIBLE
