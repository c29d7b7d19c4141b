"""`quorate approve` and `propose` at a real prompt; a lying server; hostile text on a terminal."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.cli.asking import ANSWERS, account, case_about, entries, given, opened, plainly, quorate
from tests.cli.asking import ask as asked
from tests.cli.lying import Lie, lying

from quorate.client import Shown
from quorate.demo.people import APPROVER, REVIEWER, SECOND_CONTRACTOR
from quorate.demo.setting import Setting
from quorate.vocabulary.events import Event
from quorate.vocabulary.kinds import Kind

pytest_plugins = ["tests.cli.running"]
HOSTILE = "\x1b]0;owned\x07\x1b[2J\u202e\u009b31m\rx"


@pytest.fixture(scope="module")
def shown(house: Setting) -> Shown:
    """One proposal; the refused words leave nothing on it."""
    return opened(house)


def untouched(house: Setting, shown: Shown) -> bool:
    found = entries(house, shown.statement.proposal)
    return not [e for e in found if e.event is Event.PROPOSAL_APPROVED]


def test_the_typed_id_of_the_subject_signs(house: Setting) -> None:
    shown = opened(house)
    name, native = shown.statement.proposal, shown.resolution.native
    done = quorate(house, APPROVER, "approve", name, typed=native)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"suspend of {native}" in done.stdout
    assert f"Which harm does it do, to whom? {ANSWERS['harm']}" in done.stdout
    assert f"Signed: approve of {name}." in done.stdout
    said = shown.statement.spoken_by(Kind.APPROVE, APPROVER)
    assert said.digest().hex() in done.stdout
    assert said.digest() != shown.statement.digest()


@pytest.mark.parametrize("typed", ["", "yes", "@another:matrix.localhost", "  "])
def test_anything_else_typed_signs_nothing(house: Setting, shown: Shown, typed: str) -> None:
    done = quorate(house, APPROVER, "approve", shown.statement.proposal, typed=typed)
    assert (done.returncode, done.stderr) == (1, "Not signed.\n")
    assert untouched(house, shown)


def test_a_refusal_is_one_line_with_the_way_out(house: Setting, shown: Shown) -> None:
    native = shown.resolution.native
    done = quorate(house, REVIEWER, "approve", shown.statement.proposal, typed=native)
    assert done.returncode == 1
    assert done.stderr == (
        "One's own matter — one's own proposal. Somebody with no part in the case has to sign.\n"
    )


def another_native(path: str, said: dict[str, Any]) -> dict[str, Any]:
    if "resolution" in said:
        said["resolution"]["resolution"]["native"] = "@troll:matrix.localhost"
    return said


def another_target(path: str, said: dict[str, Any]) -> dict[str, Any]:
    if "statement" in said:
        said["statement"]["target"]["ref"] = "somebody-else"
    return said


def another_genesis(path: str, said: dict[str, Any]) -> dict[str, Any]:
    if "statement" in said:
        said["statement"]["genesis"] = "ab" * 32
    return said


def another_policy(path: str, said: dict[str, Any]) -> dict[str, Any]:
    if "canonical" in said:
        said["canonical"] = said["canonical"].replace("abuse", "praise")
    return said


def another_proposal(path: str, said: dict[str, Any]) -> dict[str, Any]:
    if "statement" in said:
        said["statement"]["proposal"] = "prop_" + "0" * 32
    return said


def other_answers(path: str, said: dict[str, Any]) -> dict[str, Any]:
    if "public_interest" in said:
        said["public_interest"]["harm"] = "none at all"
    return said


def no_answers(path: str, said: dict[str, Any]) -> dict[str, Any]:
    return {**said, "public_interest": None} if "public_interest" in said else said


def no_hex(path: str, said: dict[str, Any]) -> dict[str, Any]:
    if "resolution" in said:
        said["resolution"]["sig"] = "none"
    return said


def no_policy(path: str, said: dict[str, Any]) -> dict[str, Any]:
    if "canonical" in said:
        said["canonical"] = "["
    return said


@pytest.mark.parametrize(
    ("lie", "words"),
    [
        (another_native, "No effector of this installation resolved the subject"),
        (another_target, "about another subject than the one shown"),
        (another_genesis, "for another installation"),
        (another_policy, "The policy's text is not the one of the proposal"),
        (another_proposal, "The server showed another proposal"),
        (other_answers, "not those that the statement carries"),
        (no_answers, "does not show the answers"),
        (no_hex, ""),
        (no_policy, ""),
    ],
)
def test_a_lying_server_gets_no_signature(
    house: Setting, shown: Shown, tmp_path: Path, lie: Lie, words: str
) -> None:
    with lying(house, tmp_path, lie) as liar:
        name, native = shown.statement.proposal, shown.resolution.native
        typed = "@troll:matrix.localhost" if lie is another_native else native
        done = quorate(house, APPROVER, "approve", name, typed=typed, profile=liar.profile)
    assert done.returncode == 1
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert liar.posted == []
    assert untouched(house, shown)


def test_a_server_that_changes_only_the_tier_gets_a_signature_that_is_worth_nothing(
    house: Setting, shown: Shown, tmp_path: Path
) -> None:
    def lower(path: str, said: dict[str, Any]) -> dict[str, Any]:
        if "statement" in said:
            said["statement"]["tier"] = 0
        return said

    with lying(house, tmp_path, lower) as liar:
        name = shown.statement.proposal
        done = quorate(house, APPROVER, "approve", name, typed="yes", profile=liar.profile)
    assert done.returncode == 1
    assert "The signature does not verify" in done.stderr
    assert untouched(house, shown)


def hostile_id(path: str, said: dict[str, Any]) -> dict[str, Any]:
    if path.endswith("/drafts"):
        said["statement"]["proposal"] = HOSTILE
    return said


def hostile_problem(path: str, said: dict[str, Any]) -> dict[str, Any]:
    if path.endswith("/claim"):
        return {"title": HOSTILE, "detail": HOSTILE, "way_out": HOSTILE}
    return said


def hostile_word(path: str, said: dict[str, Any]) -> dict[str, Any]:
    if path.endswith("/drafts"):
        said["statement"]["parameters"] = {HOSTILE: 1}
    return said


@pytest.mark.parametrize("lie", [hostile_id, hostile_problem, hostile_word])
def test_nothing_that_a_server_says_steers_the_terminal(
    house: Setting, tmp_path: Path, lie: Lie
) -> None:
    case = case_about(house, account(house, office=True))
    words = ("propose", case, "--action", "suspend", "--policy", "harassment/1")
    with lying(house, tmp_path, lie) as liar:
        done = quorate(house, REVIEWER, *words, profile=liar.profile)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    for text in (done.stdout, done.stderr):
        assert all(c.isprintable() or c == "\n" for c in text), text


def test_a_proposal_is_made_and_signed_at_the_prompt(house: Setting) -> None:
    native = account(house, office=True)
    case = case_about(house, native)
    words = ("propose", case, "--action", "suspend", "--policy", "harassment/1")
    typed = "\n".join([*ANSWERS.values(), native])
    done = quorate(house, SECOND_CONTRACTOR, *words, typed=typed)
    assert done.returncode == 0, done.stderr
    assert "Who speaks?" in done.stdout
    name = done.stdout.partition("Proposed: ")[2].split()[0]
    assert "Type yes to sign this too" in done.stdout
    found: Mapping[str, Any] = given(asked(house, APPROVER, "GET", f"/v1/proposals/{name}"))
    assert found["statement"]["signer"] == SECOND_CONTRACTOR
    assert found["public_interest"].items() > ANSWERS.items()


@pytest.mark.parametrize("what", ["key", "profile"])
def test_a_file_that_is_not_there_is_said_in_words(
    house: Setting, tmp_path: Path, what: str
) -> None:
    key = house.cast.keys[APPROVER] if what == "profile" else tmp_path / "none.key"
    profile = tmp_path / "none.json" if what == "profile" else house.folder / "profile.json"
    own = ("--key", str(key), "--who", APPROVER, "--profile", str(profile))
    done = plainly("approve", "prop_" + "0" * 32, *own)
    assert done.returncode == 1
    assert "none." in done.stderr
    assert "Traceback" not in done.stderr


def test_the_facts_are_told_at_the_prompt_before_they_are_signed(house: Setting) -> None:
    wish = ("--action", "suspend", "--policy", "harassment/1", "--facts", f"You wrote {HOSTILE}")
    done = quorate(
        house, REVIEWER, "propose", case_about(house, account(house)), *wish, typed="yes"
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "the person concerned is told\n    You wrote ?]0;owned??[2J" in done.stdout
    assert "\x1b" not in done.stdout
    assert "Proposed: prop_" in done.stdout
