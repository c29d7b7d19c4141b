"""An account about which everything is held that can be, and other people all around it."""

from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

import psycopg
from tests.appealing import Appeals, tell
from tests.casework import CONNECTOR, file, report
from tests.noticing import NOTICE, give, handed
from tests.playing import Play

from quorate.accounts.looks import SHOWN, Look
from quorate.accounts.subject import Subject
from quorate.authority.charter import Charge
from quorate.authority.outside import Change
from quorate.decisions.facts import ToldFacts
from quorate.decisions.reasons import Done
from quorate.decisions.stating import state
from quorate.effects.view import View
from quorate.incidents.stage.station import Station
from quorate.incidents.stage.world import ANSWERS, POLICY
from quorate.intake.notices import Given
from quorate.vocabulary.actions import Action
from quorate.vocabulary.kinds import AppealOutcome, Outcome, SubjectKind
from quorate.vocabulary.times import instant

ME = "@me:here.example"
MESSAGE = f"!room:here.example/$event/{ME}"
UNTOLD = f"!private:here.example/$event/{ME}"
OTHER = "@canary-other:here.example"
WITNESS = "@canary-witness:here.example"
VOICE = b"w" * 32
FACTS = ToldFacts("mark: hounded a neighbour", "5b" * 32)
LADDER = {
    "points": 1,
    "expire_days": 90,
    "ladder": [{"at": 1, "action": "warn"}, {"at": 2, "action": "suspend", "days": 3}],
}


@dataclass
class Everything:
    """The case with all of it, and the decision."""

    case: UUID
    decision: str


async def everything(play: Play, station: Station) -> Everything:
    """Reported, decided, told, appealed, filed, judged a second time; and a reporter, too."""
    world = play.world
    station.knows(ME)
    world.change(Charge.POLICIES, {"policies": [{**POLICY, "strikes": LADDER}]})
    play.rules()
    case = await play.report(ME, reporter=WITNESS, body="canary: I am Ada from next door")
    for native in (MESSAGE, UNTOLD):
        subject = Subject(CONNECTOR, SubjectKind.MESSAGE, native)
        evidence = [{"text": "canary said this", "sender": OTHER}]
        await file(
            play.pool,
            report(native, subject=subject, reporter=WITNESS, evidence=evidence),
            now=world.now,
        )
    await play.claim("proposer", case)
    said = await play.propose("proposer", case, ME, ANSWERS, FACTS)
    play.publish()
    await station.step()
    await play.close("proposer", case, Outcome.ACTIONED)
    play.publish()
    await reasons(play, said.proposal)
    await appealed(play, case, said.proposal)
    await reporting(play)
    await play.protect("on-call", ME, "canary: their mother is the mayor Ada")
    play.publish()
    beside(play, case, said.proposal)
    return Everything(case, said.proposal)


async def reasons(play: Play, name: str) -> None:
    """The person is told, of the message's decision as well."""
    proposal = play.rules().docket.proposals[name]
    assert proposal.policy
    assert proposal.done_at
    done = Done(proposal.statement, proposal.policy, proposal.opened_at, proposal.done_at)
    assert await state(play.pool, [done], None, play.world.now) == 1
    tell(play.url, name, play.world.now)


async def appealed(play: Play, case: UUID, proposal: str) -> None:
    """By the account, answered and settled; and by whoever reported."""
    appeals = Appeals(play)
    filed = await appeals.filed(proposal)
    await appeals.answered("other employee", filed, AppealOutcome.UPHELD)
    await appeals.settle("other lead", filed, "a certified body")
    await appeals.report(case)
    play.publish()


async def reporting(play: Play) -> None:
    """The account reports somebody itself, by report and by notice, and appeals what came of it."""
    case = await play.report(OTHER, reporter=ME, body="mark: they insult me")
    await play.claim("contractor", case)
    await play.close("contractor", case, Outcome.NO_VIOLATION)
    await Appeals(play).report(case)
    own = replace(NOTICE, location="mark: in the hall", name="Me Mark", email="me@mail.example")
    other = replace(NOTICE, explanation="canary: they shout")
    for key, said, voice in (("own", own, VOICE), ("other", other, b"x" * 32)):
        one = handed(key, OTHER, voice=voice, notice=said)
        assert isinstance(await give(play.pool, one, play.world.now), Given)
    play.publish()


def beside(play: Play, case: UUID, proposal: str) -> None:
    """Rows that no step of this story makes."""
    at, url = play.world.now, play.url
    later = at + timedelta(days=7)
    with psycopg.connect(url) as conn:
        conn.execute("UPDATE notices SET confirmed_at = %s", (at,))
        conn.execute(
            "INSERT INTO proposals SELECT 'prop_message', c.id, c.subject_id,"
            " jsonb_set(p.statement, '{proposal}', '\"prop_message\"'), p.resolution,"
            " p.proposed_by, p.proposed_at FROM proposals p, cases c JOIN subjects s"
            " ON s.id = c.subject_id WHERE s.native = %s AND p.id = %s",
            (MESSAGE, proposal),
        )
        conn.execute(
            "INSERT INTO tellings (proposal_id, token_hash, made_at) VALUES (%s, %s, %s)",
            ("prop_message", b"m" * 32, at),
        )
        conn.execute(
            "INSERT INTO filings (puid, statement, queued_at, due_at, state, uuid, answered_at)"
            " VALUES (%s, '{}', %s, %s, 'filed', 'uuid', %s)",
            (proposal, at, at, at),
        )
        conn.execute(
            "INSERT INTO second_reviews (id, case_id, version, area, first_by, first_policy,"
            " first_action, closed_at, second_by, second_policy, second_action, answered_at)"
            " VALUES (gen_random_uuid(), %s, 1, 'safety', 'a', 'p', 'warn', %s, 'b', 'p',"
            " 'lock', %s)",
            (case, at, at),
        )
        conn.execute(
            "INSERT INTO notes (id, case_id, author, text, written_at)"
            " VALUES (gen_random_uuid(), %s, 'lead', 'canary: knows Ada', %s)",
            (case, at),
        )
        conn.execute(
            "INSERT INTO questions (id, proposal_id, asked_by, asked_of, question, asked_at)"
            " VALUES (gen_random_uuid(), %s, 'lead', 'proposer', 'canary: is it Ada?', %s)",
            (proposal, at),
        )
        conn.execute(
            "INSERT INTO notifier_steps (notifier_id, number, step, decided_by, decided_at, until,"
            " reason) SELECT id, 1, 'suspended', 'lead', %s, %s, %s FROM notifiers"
            " WHERE voice = %s",
            (at, later, "ab" * 32, VOICE),
        )
        conn.execute(
            "INSERT INTO kept_values (commitment, kind, value, salt, given_by, given_at)"
            " VALUES (%s, 'notifier-reason', 'mark: about the weather', %s, 'lead', %s)",
            ("ab" * 32, b"s" * 32, at),
        )
        conn.execute(
            "INSERT INTO mail_outbox (id, recipient, subject, body, made_at, send_at)"
            " SELECT gen_random_uuid(), email, 'mark: title', 'mark: letter', %s, %s"
            " FROM notices WHERE email = 'me@mail.example'",
            (at, at),
        )
        conn.execute(
            "INSERT INTO reporters (source, reporter, upheld, dismissed) VALUES ('app', %s, 3, 1)"
            " ON CONFLICT (source, reporter) DO UPDATE SET upheld = 3",
            (ME,),
        )


def looked(view: View, ref: str, at: str, who: str) -> None:
    """Somebody saw the account's devices; another tool locked it."""
    look = Look(
        *("rev_1", at, who, "devices", "ban_evasion", "case_1", ref, ref, 0, 10**9, at),
        outcome=SHOWN,
        team="north",
    )
    view.looks.note(look)
    change = Change("change_1", ref, 0, Action.LOCK, True, "", "effector", instant(at))
    view.outside[ref, Action.LOCK] = change
