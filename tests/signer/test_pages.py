"""The signer believes no server: what does not prove itself has no challenge, so no signature."""

import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from html import unescape
from pathlib import Path
from typing import Any

import httpx2
import pytest
from tests.signer.lies import Change, put, warned_of

from quorate.accounts.resolution import Resolution, SignedResolution
from quorate.decisions.catalogue import read_policy
from quorate.decisions.statement import Statement
from quorate.incidents.stage.passkeys import ORIGIN, Authenticator
from quorate.incidents.stage.world import ANSWERS, POLICY, TROLL, World
from quorate.people.hands import challenge
from quorate.people.passkeys import base64url
from quorate.signer.app import create_signer
from quorate.signer.pages import Pinned
from quorate.signer.upstream import Upstream
from quorate.vocabulary.kinds import Kind, SubjectKind
from quorate.vocabulary.times import stamp

SAME = {"Sec-Fetch-Site": "same-origin"}
PROBLEM = {"title": "No", "detail": "<b>not\u202e now</b>", "way_out": "Wait"}


@dataclass
class Serve:
    """What answers as `serve`, and what it was asked."""

    shown: dict[str, Any]
    status: int = 200
    problem: dict[str, str] = field(default_factory=lambda: dict(PROBLEM))
    asked: list[tuple[str, dict[str, Any]]] = field(
        default_factory=list[tuple[str, dict[str, Any]]]
    )

    def answer(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append((request.url.path, json.loads(request.content)))
        if self.status >= 400:
            return httpx2.Response(self.status, json=self.problem)
        if request.url.path.endswith("/shown"):
            return httpx2.Response(200, json=self.shown)
        return httpx2.Response(201, json={"who": "employee", "key": "0" * 16})


@dataclass
class Stage:
    """A founded world with one proposal, and the answer of an honest server about it."""

    world: World
    said: Statement
    serve: Serve
    device: Authenticator

    @asynccontextmanager
    async def signer(self) -> AsyncGenerator[httpx2.AsyncClient]:
        key = self.world.process_key("effector").public.hex()
        pinned = Pinned(self.world.genesis, {"effector": key}, ORIGIN)
        transport = httpx2.MockTransport(self.serve.answer)
        async with httpx2.AsyncClient(transport=transport) as http:
            app = create_signer(pinned, Upstream("http://serve.example", http))
            inside = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
            async with httpx2.AsyncClient(transport=inside, base_url=ORIGIN) as client:
                yield client

    async def page(self) -> httpx2.Response:
        async with self.signer() as client:
            return await client.get(f"/proposals/{self.said.proposal}?link=sealed")


def resolved(world: World, said: Statement, effector: str = "effector") -> dict[str, Any]:
    found = Resolution(
        genesis=world.genesis,
        connector=said.connector,
        kind=SubjectKind.ACCOUNT,
        native=TROLL,
        ref=said.target.ref,
        tier=said.tier,
        reach=41_000_000,
        reporters=said.reporters,
        reporter_count=3,
        at=stamp(world.now),
    )
    sig = world.process_key(effector).sign(found.digest()).hex()
    return SignedResolution(found, effector, sig).fields()


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return founded(tmp_path)


def founded(folder: Path) -> Stage:
    world = World(folder).found()
    said, device = world.statement(2), Authenticator("employee")
    shown = {
        "who": "employee",
        "about": said.proposal,
        "passkeys": [{"key": device.key_id, "credential": device.row()["credential"]}],
        "statement": said.fields(),
        "resolution": resolved(world, said),
        "public_interest": ANSWERS.fields(),
        "policy": read_policy(POLICY).canonical,
    }
    return Stage(world, said, Serve(json.loads(json.dumps(shown))), device)


async def test_the_page_asks_for_exactly_the_shown_words(stage: Stage) -> None:
    answer = await stage.page()
    assert answer.status_code == 200
    text = unescape(answer.text)
    for kind in (Kind.APPROVE, Kind.DENY):
        assert base64url(challenge(stage.said.spoken_by(kind, "employee"))) in text
    for words in (TROLL, "read-only", "2, protected", "41,000,000 people", "harassment/1"):
        assert words in text
    assert "Nobody is hounded here." in text
    assert "Who speaks?" in text
    assert stage.said.spoken_by(Kind.APPROVE, "employee").digest().hex() in text
    assert f'data-typed="{TROLL}"' in text


async def test_what_is_missing_is_told_as_the_server_s_word(stage: Stage) -> None:
    assert "Still missing" not in (await stage.page()).text
    stage.serve.shown |= {"missing": ["approver", "approver", "<b>one"], "more_approvers": 1}
    answer = await stage.page()
    assert "2 approvers, &lt;b&gt;one; the quorum is raised by 1 approver." in answer.text


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (put("resolution.resolution.native", "@other:here.example"), "No effector"),
        (put("resolution.resolution.reach", 1), "No effector"),
        (put("resolution.effector", "nobody"), "No effector"),
        (put("resolution.sig", "00" * 64), "No effector"),
        (put("statement.target.ref", "0" * 64), "another subject"),
        (put("statement.connector", "matrix:elsewhere.example"), "another subject"),
        (put("statement.genesis", "0" * 64), "another installation"),
        (put("statement.proposal", "another"), "another proposal"),
        (put("statement.more", 1), "not a proposal"),
        (put("statement.action", "vanish"), "not a proposal"),
        (put("statement", None), "not a proposal"),
        (put("policy", POLICY["text"]), "not a policy"),
        (put("policy", None), "not a policy"),
        (put("policy", json.dumps({**POLICY, "text": "Anybody is."})), "not the one"),
        (put("public_interest.harm", "none"), "not a proposal"),
        (put("public_interest", None), "public interest"),
        (put("who", None), "who"),
        (put("passkeys", [{"key": 1}]), "credential"),
    ],
)
async def test_what_does_not_prove_itself_has_no_challenge(
    stage: Stage, change: Change, says: str
) -> None:
    change(stage.serve.shown)
    warned_of(await stage.page(), says)


async def test_another_effector_s_word_about_the_subject_is_none(stage: Stage) -> None:
    stage.serve.shown["resolution"] = resolved(stage.world, stage.said, "second effector")
    assert (await stage.page()).status_code == 409


async def test_below_tier_1_nothing_is_typed_and_the_proposer_does_not_approve(
    stage: Stage,
) -> None:
    said = replace(stage.world.statement(0), signer="employee")
    stage.said = said
    resolution = json.loads(json.dumps(resolved(stage.world, said)))
    stage.serve.shown |= {
        "statement": json.loads(json.dumps(said.fields())),
        "resolution": resolution,
        "public_interest": None,
    }
    answer = await stage.page()
    assert answer.status_code == 200
    assert "data-typed" not in answer.text
    assert 'data-word="approve"' not in answer.text
    assert 'data-word="deny"' in answer.text


async def test_without_a_passkey_there_is_nothing_to_press(stage: Stage) -> None:
    stage.serve.shown["passkeys"] = []
    answer = await stage.page()
    assert "No passkey is enrolled for you" in answer.text
    assert "<button" not in answer.text


async def test_hostile_text_stays_text(stage: Stage) -> None:
    stage.serve.status = 403
    answer = await stage.page()
    assert answer.status_code == 403
    assert "<b>" not in answer.text
    assert "\u202e" not in answer.text
    assert "not\ufffd now" in answer.text


async def test_an_assertion_is_handed_on_as_it_is(stage: Stage) -> None:
    said = stage.device.says(stage.said.spoken_by(Kind.APPROVE, "employee")).fields()
    body = {"key": stage.device.key_id, "assertion": said}
    async with stage.signer() as client:
        path = f"/proposals/{stage.said.proposal}/approve"
        answer = await client.post(path, json=body, headers=SAME)
    assert answer.json() == {"who": "employee"}
    word = {"about": stage.said.proposal, "kind": "approve", **body}
    assert stage.serve.asked == [("/v1/signing/words", word)]


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none", None])
async def test_nothing_is_taken_from_another_site(stage: Stage, site: str | None) -> None:
    headers = {"Sec-Fetch-Site": site} if site else {}
    async with stage.signer() as client:
        for path in ("/passkeys", f"/proposals/{stage.said.proposal}/approve"):
            assert (await client.post(path, json={}, headers=headers)).status_code == 403
    assert stage.serve.asked == []


async def test_every_page_forbids_scripts_frames_and_referrers_from_elsewhere(
    stage: Stage,
) -> None:
    async with stage.signer() as client:
        for path in ("/", f"/proposals/{stage.said.proposal}?link=a", "/static/signer.js"):
            answer = await client.get(path)
            policy = answer.headers["Content-Security-Policy"]
            assert "default-src 'none'; script-src 'self'" in policy
            assert "frame-ancestors 'none'" in policy
            assert "unsafe" not in policy
            assert answer.headers["Referrer-Policy"] == "no-referrer"
            assert "<script>" not in answer.text
            assert "style=" not in answer.text
