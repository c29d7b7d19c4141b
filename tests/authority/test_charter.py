"""Genesis and changes: who has to sign, and which foundations are too weak."""

from typing import Any

import pytest

from quorate.authority.charter import (
    Change,
    Charge,
    Genesis,
    Signature,
    founder_key_ids,
    genesis_digest,
    missing_founders,
    read_change,
    read_genesis,
)
from quorate.incidents.stage.roles import seeded
from quorate.incidents.stage.world import FOUNDERS


def content(count: int = 3, names: tuple[str, ...] = FOUNDERS, **changed: Any) -> dict[str, Any]:
    founders = [
        {
            "id": name,
            "team": f"team {i % 2}",
            "manager": f"manager {i % 2}",
            "public": seeded(name).public.hex(),
        }
        for i, name in enumerate(names[:count])
    ]
    return {
        "founders": founders,
        "log": "log",
        "cosigner": "clock",
        "witness": "none",
        "effectors": [{"name": "effector", "public": seeded("effector").public.hex()}],
        "connectors": ["matrix:here.example"],
        "authority": "00" * 32,
        **changed,
    }


def signed(said: dict[str, Any], names: tuple[str, ...] = FOUNDERS) -> dict[str, Any]:
    digest = genesis_digest(said)
    sigs = [{"person": n, "sig": seeded(n).sign(digest).hex()} for n in names]
    return {"genesis": said, "signatures": sigs}


def test_three_founders_found() -> None:
    genesis = read_genesis(signed(content()))
    assert genesis.tier_cap == 3
    assert sorted(founder_key_ids(genesis).values()) == sorted(FOUNDERS)


def test_two_founders_reach_tier_1() -> None:
    assert read_genesis(signed(content(2), FOUNDERS[:2])).tier_cap == 1


@pytest.mark.parametrize("names", [FOUNDERS[:2], (), (FOUNDERS[0],) * 3])
def test_every_founder_signs(names: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="every founder"):
        read_genesis(signed(content(), names))


def weak(**same: str) -> dict[str, Any]:
    said = content()
    for founder in said["founders"]:
        founder.update(same)
    return said


@pytest.mark.parametrize(
    "said",
    [
        content(1),
        weak(team="one"),
        weak(manager="one"),
        weak(id="one"),
        weak(public=seeded("one").public.hex()),
        content(effectors=[]),
    ],
)
def test_weak_foundation_is_refused(said: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"founders|effectors"):
        read_genesis(signed(said))


@pytest.mark.parametrize("spelling", [str.upper, lambda t: f"{t} "])  # pyright: ignore
def test_one_key_spelled_twice_is_one_key(spelling: Any) -> None:
    said = content()
    said["founders"][1]["public"] = spelling(said["founders"][0]["public"])
    with pytest.raises(ValueError, match="one key"):
        read_genesis(signed(said))


def founded() -> Genesis:
    return read_genesis(signed(content()))


def change(number: int = 1) -> Change:
    return Change("0" * 64, Charge.PEOPLE, number, {"people": []})


def hands(said: Change, *names: str) -> list[Signature]:
    return [Signature(n, seeded(n).sign(said.digest()).hex()) for n in names]


def test_three_carry_a_change() -> None:
    assert missing_founders(founded(), change(), hands(change(), *FOUNDERS)) == ""


def test_three_of_four_carry_a_change() -> None:
    four = (*FOUNDERS, "fourth founder")
    genesis = read_genesis(signed(content(4, four), four))
    assert missing_founders(genesis, change(), hands(change(), *four[:3])) == ""
    assert missing_founders(genesis, change(), hands(change(), *four[:2]))


@pytest.mark.parametrize("alike", ["team", "manager"])
def test_three_of_four_of_one_team_or_manager_do_not(alike: str) -> None:
    four = (*FOUNDERS, "fourth founder")
    said = content(4, four)
    for founder in said["founders"][:3]:
        founder[alike] = "one"
    genesis = read_genesis(signed(said, four))
    assert "two managers" in missing_founders(genesis, change(), hands(change(), *FOUNDERS))
    assert missing_founders(genesis, change(), hands(change(), *four)) == ""


@pytest.mark.parametrize("names", [FOUNDERS[:2], (*FOUNDERS[:2], "stranger"), (FOUNDERS[0],) * 3])
def test_fewer_do_not(names: tuple[str, ...]) -> None:
    assert "of 3" in missing_founders(founded(), change(), hands(change(), *names))


def test_signature_of_another_change_counts_for_nothing() -> None:
    assert missing_founders(founded(), change(2), hands(change(1), *FOUNDERS))


def test_malformed_signature_counts_for_nothing() -> None:
    sigs = [Signature(n, "not hex") for n in FOUNDERS]
    assert "0 of 3" in missing_founders(founded(), change(), sigs)


def test_genesis_signature_carries_no_change() -> None:
    digest = genesis_digest(change().fields())
    sigs = [Signature(n, seeded(n).sign(digest).hex()) for n in FOUNDERS]
    assert "0 of 3" in missing_founders(founded(), change(), sigs)


@pytest.mark.parametrize("charge", [Charge.PERSON, Charge.QUORUM, Charge.LOWERING])
def test_a_founders_file_does_not_do_what_takes_an_amendment(charge: Charge) -> None:
    change = Change("00" * 32, charge, 1, {charge: []})
    with pytest.raises(ValueError, match="charge: a change replaces people, policies or register"):
        read_change({"change": change.fields()})
