"""I2: nobody denies in a matter of their own, nor stops others by trying to."""

from collections.abc import AsyncIterator

import psycopg
import pytest
from tests.playing import Play, playing

from quorate.decisions.statement import Statement
from quorate.incidents.stage.roles import seeded
from quorate.incidents.stage.world import ANSWERS, TROLL, World
from quorate.people.keys import key_id
from quorate.vocabulary.kinds import Kind
from quorate.vocabulary.problems import Problem, Refusal


@pytest.fixture
async def play(world: World, database_url: str) -> AsyncIterator[Play]:
    async with playing(world, database_url) as found:
        yield found


async def proposed(play: Play) -> Statement:
    """About an account that takes several hands."""
    case = await play.report(TROLL)
    await play.claim("proposer", case)
    said = await play.propose("proposer", case, TROLL, ANSWERS)
    play.publish()
    return said


def planted(play: Play, said: Statement, who: str, key: str) -> None:
    """A denial that came to stand in the table without having been asked for here."""
    with psycopg.connect(play.url) as conn:
        conn.execute(
            "INSERT INTO hands (proposal_id, kind, signer, key, signature, given_at)"
            " VALUES (%s, %s, %s, %s, %s, now())",
            (said.proposal, Kind.DENY, who, key, b"said"),
        )


def own_key(who: str) -> str:
    return key_id(seeded(who).public)


async def test_i2_nobody_denies_what_is_about_their_own_account(play: Play) -> None:
    said = await proposed(play)
    play.world.changed("contractor", accounts=[play.world.ref(TROLL)])
    refused = await play.say("contractor", Kind.DENY, said)
    assert isinstance(refused, Refusal), refused
    assert (refused.problem, refused.invariant) == (Problem.SELF_EXCLUDED, "I2")
    assert isinstance(await play.say("employee", Kind.APPROVE, said), Statement)


@pytest.mark.parametrize("kind", [Kind.APPROVE, Kind.DENY])
async def test_i2_who_wrote_the_message_has_no_word_about_it(play: Play, kind: Kind) -> None:
    """As the effector tells who did: a message's own pseudonym stands in nobody's row."""
    said = await proposed(play)
    refused = await play.say("contractor", kind, said, owners=["contractor"])
    assert isinstance(refused, Refusal), refused
    assert (refused.problem, refused.invariant) == (Problem.SELF_EXCLUDED, "I2")
    assert isinstance(await play.say("contractor", kind, said, owners=["employee"]), Statement)


@pytest.mark.parametrize(
    ("who", "key"),
    [
        ("contractor", own_key("contractor")),  # whose account it is by now
        ("on-call", own_key("on-call")),  # who has no say before the quorum
        ("employee", own_key("other employee")),
        ("nobody known", own_key("other employee")),
        ("employee", "00" * 32),
    ],
)
async def test_i2_a_denial_that_the_log_will_not_believe_stops_nobody(
    play: Play, who: str, key: str
) -> None:
    said = await proposed(play)
    play.world.changed("contractor", accounts=[play.world.ref(TROLL)])
    planted(play, said, who, key)
    assert isinstance(await play.say("other employee", Kind.APPROVE, said), Statement)


async def test_i2_a_denial_that_the_log_will_believe_stops_everybody_at_once(play: Play) -> None:
    said = await proposed(play)
    assert isinstance(await play.say("contractor", Kind.DENY, said), Statement)
    refused = await play.say("employee", Kind.APPROVE, said)
    assert isinstance(refused, Refusal), refused
    assert (refused.problem, refused.detail) == (Problem.ALREADY_DECIDED, "denied by contractor")
