"""What a founding file may say, and each mistake in it with its way out."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from quorate.authority.founding import FoundingError, read_founding
from quorate.ledger.keys import KeyKind, PrivateKey, VerifierKey
from quorate.preparing import Place, prepare

Change = Callable[[dict[str, Any]], None]


def _clock_as_log(content: dict[str, Any]) -> None:
    content["log"] = content["cosigner"]


def _said(**fields: object) -> Change:
    def change(content: dict[str, Any]) -> None:
        content.update(fields)

    return change


def _without_log(content: dict[str, Any]) -> None:
    del content["log"]


FOUNDERS = (("ann", "product", "board"), ("ben", "safety", "chair"), ("cleo", "law", "board"))


@pytest.fixture
def content(tmp_path: Path) -> dict[str, Any]:
    place = Place(tmp_path, "example.org", "http://127.0.0.1:9", "https://sign.example.org")
    rows = [
        {"id": who, "team": team, "manager": manager, "public": PrivateKey.generate().public.hex()}
        for who, team, manager in FOUNDERS
    ]
    return {**prepare(place), "founders": rows}


def test_three_founders_reach_every_tier_and_two_reach_tier_1(content: dict[str, Any]) -> None:
    assert read_founding(content).tier_cap == 3
    del content["founders"][2]
    assert read_founding(content).tier_cap == 1


def test_witnesses_may_be_asked_for(content: dict[str, Any]) -> None:
    content["witness"] = f"log {content['log']}\n{WITNESS}\nquorum W\n"
    assert read_founding(content).witness == content["witness"]


def test_a_signer_on_this_machine_needs_no_tls(content: dict[str, Any]) -> None:
    content["origins"] = ["http://sign.localhost:8442", "https://sign.example.org:8443"]
    assert read_founding(content).origins == tuple(content["origins"])


def _founder(place: int, **fields: object) -> Change:
    def change(content: dict[str, Any]) -> None:
        content["founders"][place].update(fields)

    return change


def _log_as_effector(content: dict[str, Any]) -> None:
    content["effectors"][0]["public"] = VerifierKey.parse(content["log"]).public.hex()


def _effector_as_witness(content: dict[str, Any]) -> None:
    content["effectors"][0]["public"] = WITNESSING.public.hex()
    content["witness"] = f"{WITNESS}\nquorum W"


def _one_key_for_two(content: dict[str, Any]) -> None:
    content["founders"][1]["public"] = content["founders"][0]["public"]


def _key_of_a_process(content: dict[str, Any]) -> None:
    content["founders"][1]["public"] = content["effectors"][0]["public"]


def _one_team(content: dict[str, Any]) -> None:
    for founder in content["founders"]:
        founder["team"] = "safety"


def _alone(content: dict[str, Any]) -> None:
    del content["founders"][1:]


TWO_TEAMS = ("founders: two teams under different managers", "At least two people of two teams")
TEXT = "a text is needed"
WITNESSING = VerifierKey("w.example/1", KeyKind.COSIGNATURE, PrivateKey.from_seed(b"w" * 32).public)
WITNESS = f"witness W {WITNESSING.vkey} https://w.example"
NOWHERE = WITNESS.removesuffix(" https://w.example")
OTHER = VerifierKey("other.example", KeyKind.ED25519, PrivateKey.from_seed(b"o" * 32).public)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_one_team, TWO_TEAMS),
        (_alone, TWO_TEAMS),
        (_one_key_for_two, ("founders: one key cannot serve two", "on their own machine")),
        (_key_of_a_process, ("founders: ben has the key of a process", "`quorate key FILE`")),
        (_founder(1, id="ann"), ("founders: one person stands twice",)),
        (_founder(2, public="ab"), ("founders.2.public: ", "`quorate key FILE`")),
        (_founder(2, manager=None), ("founders.2.manager: " + TEXT, "`manager`")),
        (_said(founders=[]), TWO_TEAMS),
        (_said(witness="none"), ("witness: line 1", "`quorum none`")),
        (_said(witness=f"{WITNESS}\n"), ("witness: no quorum",)),
        (_said(witness=f"{NOWHERE}\nquorum W"), ("witness: W has no",)),
        (_said(witness=f"log {OTHER.vkey}\nquorum none"), ("witness: ", "another log")),
        (_effector_as_witness, ("effectors: one key cannot serve log",)),
        (_clock_as_log, ("log: a key of another kind", "quorate prepare")),
        (_said(log="x"), ("log: ", "quorate prepare")),
        (_said(effectors=[]), ("effectors: at least one key", "quorate prepare")),
        (_said(connectors=[]), ("connectors: no platform", "matrix:SERVER_NAME")),
        (_said(connectors=["matrix:"]), ("connectors: ", "matrix:SERVER_NAME")),
        (_said(origins=["http://notlocalhost"]), ("origins: ", "https://")),
        (_said(authority="g" * 64), ("authority: ", "`quorate rules FOLDER`")),
        (_log_as_effector, ("effectors: one key cannot serve log", "quorate prepare")),
        (_said(connectors=["example.org"]), ("connectors: ", "matrix:SERVER_NAME")),
        (_said(origins=["http://sign.example.org"]), ("origins: ", "https://")),
        (_said(origins=["https://sign.example.org/"]), ("origins: ", "exact origin")),
        (_said(origins=[]), ("origins: none", "exact origin")),
        (_said(cli_approves="false"), ("cli_approves: ", "without quotes")),
        (_said(authority="ab"), ("authority: ", "`quorate rules FOLDER`")),
        (_said(cli_aproves=True), ("cli_aproves: not a field", "Leave it out")),
        (_without_log, ("log: " + TEXT, "quorate prepare")),
    ],
)
def test_what_cannot_stand_is_refused_with_field_and_way_out(
    content: dict[str, Any], change: Change, words: tuple[str, ...]
) -> None:
    change(content)
    with pytest.raises(FoundingError) as refused:
        read_founding(content)
    for word in words:
        assert word in str(refused.value)
