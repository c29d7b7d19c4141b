"""An amendment on the signer: everything that would stand, and a difference only where proved."""

import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from html import unescape
from pathlib import Path

import httpx2
import pytest
from tests.signer.lies import Change, put, warned_of
from tests.signer.test_pages import SAME, Serve

from quorate.authority.amendment import Amendment
from quorate.authority.before import Before, SignedBefore
from quorate.authority.charter import Charge
from quorate.incidents.stage.amending import FIRST, SECOND, THIRD, amendment, leads
from quorate.incidents.stage.passkeys import ORIGIN, Authenticator
from quorate.incidents.stage.roles import row
from quorate.incidents.stage.world import World
from quorate.ledger.commitment import Salted
from quorate.people.hands import challenge
from quorate.people.passkeys import base64url
from quorate.signer.app import create_signer
from quorate.signer.pages import Pinned
from quorate.signer.upstream import Upstream
from quorate.vocabulary.kinds import Kind, ValueKind
from quorate.vocabulary.times import stamp

REASON = "A second key, kept elsewhere"
SAID = Salted.fresh(ValueKind.AMENDMENT_REASON, REASON)
NEW = Authenticator("new")
HELD = row("employee", "south")
WANTED = {**HELD, "team": "west", "keys": [*HELD["keys"], NEW.row()]}


@dataclass
class Stage:
    """A founded world, an amendment about the employee, and an honest server's answer to a lead."""

    world: World
    made: Amendment
    serve: Serve
    device: Authenticator

    @asynccontextmanager
    async def signer(self) -> AsyncGenerator[httpx2.AsyncClient]:
        key = self.world.process_key("effector").public.hex()
        pinned = Pinned(self.world.genesis, {"effector": key}, ORIGIN)
        transport = httpx2.MockTransport(self.serve.answer)
        async with httpx2.AsyncClient(transport=transport) as http:
            app = create_signer(pinned, Upstream("http://serve.example", http), self.world.clock)
            inside = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
            async with httpx2.AsyncClient(transport=inside, base_url=ORIGIN) as client:
                yield client

    async def page(self) -> httpx2.Response:
        async with self.signer() as client:
            return await client.get(f"/amendments/{self.made.id}?link=sealed")

    def attested(self, by: str = "effector", **other: object) -> dict[str, object]:
        """What stands, as that process signs it."""
        said = Before(self.world.genesis, self.made.id, HELD, stamp(self.world.now))
        said = replace(said, **other)  # pyright: ignore[reportArgumentType]
        sig = self.world.process_key(by).sign(said.digest()).hex()
        return SignedBefore(said, "effector", sig).fields()


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return founded(tmp_path)


def founded(folder: Path) -> Stage:
    world = World(folder).found()
    world.change_people(*leads())
    made = amendment(world, Charge.PERSON, WANTED, reason=SAID.commitment)
    device = Authenticator("lead")
    found = Stage(world, made, Serve({}), device)
    shown = {
        "who": "lead",
        "about": made.id,
        "passkeys": [{"key": device.key_id, "credential": device.row()["credential"]}],
        "amendment": made.fields(),
        "reason": REASON,
        "salt": SAID.salt.hex(),
        "before": found.attested(),
        "proposer": THIRD,
        "approvals": [FIRST],
    }
    found.serve.shown = json.loads(json.dumps(shown))
    return found


async def test_the_page_asks_for_exactly_the_shown_words(stage: Stage) -> None:
    answer = await stage.page()
    assert answer.status_code == 200
    text = unescape(answer.text)
    for kind in (Kind.APPROVE, Kind.DENY, Kind.VETO):
        assert base64url(challenge(stage.made.spoken(kind, "lead"))) in text
    for words in ("employee", REASON, THIRD, FIRST, stage.made.approve_by, "approver"):
        assert words in text
    assert stage.made.spoken(Kind.APPROVE, "lead").digest().hex() in text
    assert f'data-typed="{stage.made.id[-8:]}"' in text
    assert f"<dt>key {NEW.key_id}</dt><dd>passkey on sign.here.example</dd>" in text


async def test_the_difference_is_shown_where_an_effector_signed_it(stage: Stage) -> None:
    text = unescape((await stage.page()).text)
    assert "An effector has just signed what is in force." in text
    assert "<dt>team</dt><dd><del>south</del> → <ins>west</ins></dd>" in text
    assert f"<dt>key {NEW.key_id}</dt><dd>new: <ins>passkey" in text
    assert text.count("<del>") == 1


@pytest.mark.parametrize("minutes", [-2, 2])
async def test_an_effector_s_word_of_another_time_proves_no_difference(
    stage: Stage, minutes: int
) -> None:
    then = stamp(stage.world.now + timedelta(minutes=minutes))
    stage.serve.shown["before"] = stage.attested(at=then)
    text = (await stage.page()).text
    assert "could not be proved here" in text
    assert "<del>" not in text
    assert "data-challenge" in text


async def test_without_an_effector_s_word_everything_is_shown_and_no_difference(
    stage: Stage,
) -> None:
    stage.serve.shown["before"] = None
    answer = await stage.page()
    assert answer.status_code == 200
    assert "could not be proved here" in answer.text
    assert "<dt>team</dt><dd>west</dd>" in answer.text
    assert "<del>" not in answer.text


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (put("amendment", None), "not an amendment"),
        (put("amendment.more", 1), "not an amendment"),
        (put("amendment.charge", "people"), "not an amendment"),
        (put("amendment.id", "amd_" + "0" * 32), "showed another amendment"),
        (put("amendment.genesis", "0" * 64), "showed another amendment"),
        (put("reason", "because"), "not the signed one"),
        (put("salt", "00" * 32), "not the signed one"),
        (put("reason", None), "reason"),
        (put("before.before.content.team", "west"), "No effector"),
        (put("before.sig", "00" * 64), "No effector"),
        (put("before.effector", "nobody"), "No effector"),
        (put("amendment.content.person.keys", [{"public": "zz"}]), "channel"),
        (put("who", None), "who"),
        (put("passkeys", [{"key": 1}]), "credential"),
    ],
)
async def test_what_does_not_prove_itself_has_no_challenge(
    stage: Stage, change: Change, says: str
) -> None:
    change(stage.serve.shown)
    warned_of(await stage.page(), says)


async def test_another_key_s_or_another_amendment_s_standing_is_a_lie(stage: Stage) -> None:
    for lie in (
        stage.attested("second effector"),
        stage.attested(amendment="amd_" + "0" * 32),
        stage.attested(genesis="0" * 64),
    ):
        stage.serve.shown["before"] = lie
        assert (await stage.page()).status_code == 409


@pytest.mark.parametrize("who", [THIRD, "employee"])
async def test_proposer_and_whom_it_is_about_do_not_approve_but_may_end_it(
    stage: Stage, who: str
) -> None:
    stage.serve.shown["who"] = who
    text = (await stage.page()).text
    assert 'data-word="approve"' not in text
    assert 'data-word="veto"' in text
    assert "<dt>Your slot</dt><dd>objector</dd>" in text
    assert stage.made.spoken(Kind.VETO, who).digest().hex() in text


async def test_without_a_passkey_there_is_nothing_to_press(stage: Stage) -> None:
    stage.serve.shown["passkeys"] = []
    text = (await stage.page()).text
    assert "No passkey is enrolled for you" in text
    assert "<button" not in text


@pytest.mark.parametrize("kind", [Kind.APPROVE, Kind.DENY, Kind.VETO])
async def test_an_assertion_is_handed_on_as_it_is(stage: Stage, kind: Kind) -> None:
    said = stage.device.says(stage.made.spoken(kind, "lead")).fields()
    body = {"key": stage.device.key_id, "assertion": said}
    async with stage.signer() as client:
        answer = await client.post(f"/amendments/{stage.made.id}/{kind}", json=body, headers=SAME)
        other = await client.post(f"/amendments/{stage.made.id}/propose", json=body, headers=SAME)
    assert answer.status_code == 200
    assert other.status_code == 422
    word = {"about": stage.made.id, "kind": kind, **body}
    assert stage.serve.asked == [("/v1/signing/words", word)]


@pytest.mark.parametrize(
    ("charge", "content", "title", "words"),
    [
        (Charge.LOWERING, [{"ref": "ab" * 32, "tier": 0}], "Lower", "off the register"),
        (Charge.LOWERING, [{"ref": "ab" * 32, "tier": 1}], "Lower", "tier 1"),
        (Charge.POLICY, {"retired": "harassment"}, "Retire a policy", "harassment"),
        (Charge.QUORUM, {"2": 1}, "other numbers of approvers", "1 more than the least"),
        (Charge.AUTHORITY, {"hash": "ab" * 32}, "other rules of authority", "ab" * 32),
        (Charge.PERSON, {**HELD, "locked": True}, "employee", "<dt>locked</dt><dd>yes</dd>"),
    ],
)
async def test_every_charge_has_its_words(
    stage: Stage, charge: Charge, content: object, title: str, words: str
) -> None:
    made = amendment(stage.world, charge, content, reason=SAID.commitment)
    stage.made = made
    stage.serve.shown |= {"amendment": made.fields(), "before": None, "proposer": SECOND}
    answer = await stage.page()
    assert answer.status_code == 200
    assert title in unescape(answer.text)
    assert words in unescape(answer.text)


async def test_hostile_text_stays_text(stage: Stage) -> None:
    hostile = "<b>because\u202e"
    made = replace(
        stage.made, reason=Salted(ValueKind.AMENDMENT_REASON, hostile, SAID.salt).commitment
    )
    stage.serve.shown |= {"amendment": made.fields(), "reason": hostile, "before": None}
    text = (await stage.page()).text
    assert "<b>" not in text
    assert "\u202e" not in text
