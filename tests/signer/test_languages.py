"""The signer in another language: everything that is told, and nothing that is signed."""

import re
from collections.abc import Mapping
from html import unescape
from pathlib import Path

import httpx2
import pytest
from tests.languages.leftover import still_english
from tests.signer import test_amendments, test_pages
from tests.signer.lies import put
from tests.signer.test_pages import SAME

from quorate.incidents.stage.world import TROLL
from quorate.vocabulary.kinds import Kind

GERMAN = {"Accept-Language": "de-AT,en;q=0.5"}
WRITTEN = {"employee", "lead", "reviewer"}
SIGNED = re.compile(r'data-challenge="([^"]+)"|\b[0-9a-f]{64}\b')


@pytest.fixture
def stage(tmp_path: Path) -> test_pages.Stage:
    return test_pages.founded(tmp_path)


@pytest.fixture
def amending(tmp_path: Path) -> test_amendments.Stage:
    return test_amendments.founded(tmp_path / "amending")


async def opened(
    at: test_pages.Stage | test_amendments.Stage,
    path: str,
    headers: Mapping[str, str] | None = None,
) -> httpx2.Response:
    async with at.signer() as client:
        return await client.get(path, headers=headers or {})


def proposal(at: test_pages.Stage, language: str = "") -> str:
    return f"/proposals/{at.said.proposal}?link=sealed{language and f'&language={language}'}"


def read(page: httpx2.Response) -> list[str]:
    """What a person reads on it, but for what people wrote."""
    shown = re.sub(r"<(code)\b.*?</\1>|<script.*?</script>", "", page.text, flags=re.DOTALL)
    found = [unescape(text).strip() for text in re.split(r"<[^>]*>", shown)]
    return [text for text in found if text and text not in WRITTEN]


async def test_a_proposal_in_german_by_the_browser_or_by_the_link(stage: test_pages.Stage) -> None:
    by_browser = await opened(stage, proposal(stage), GERMAN)
    by_link = await opened(stage, proposal(stage, "de"), {"Accept-Language": "fr"})
    assert by_browser.text == by_link.text
    text = unescape(by_link.text)
    assert '<html lang="de" dir="ltr">' in text
    assert f"<h1>Suspendieren: {TROLL}?</h1>" in text
    for told in ("41.000.000 Personen", "2, geschützt", "Das lässt das Konto nur noch lesen."):
        assert told in text
    assert "Mit Ihrem Passkey zustimmen" in text
    assert "Tippen Sie %(account)s, um zu unterschreiben." in text, "the script's words"
    assert still_english(read(by_link)) == []


@pytest.mark.parametrize(
    ("asked", "accepted", "code"),
    [
        ("", "", "en"),
        ("en", "de", "en"),
        ("de-CH", "", "de"),
        ("xx", "de", "de"),
        ('"><script>', "", "en"),
        ("../../de", "", "en"),
    ],
)
async def test_the_link_goes_before_the_browser(
    stage: test_pages.Stage, asked: str, accepted: str, code: str
) -> None:
    answer = await opened(stage, proposal(stage, asked), {"Accept-Language": accepted})
    assert answer.status_code == 200
    assert f'<html lang="{code}" dir="ltr">' in answer.text
    assert "<script>" not in answer.text
    assert "Set-Cookie" not in answer.headers


async def test_what_is_signed_is_the_same_in_every_language(
    stage: test_pages.Stage, amending: test_amendments.Stage
) -> None:
    change = f"/amendments/{amending.made.id}?link=sealed"
    for at, path in ((stage, proposal(stage)), (amending, change)):
        english, german = await opened(at, path), await opened(at, path, GERMAN)
        assert 'data-said="deny"' in english.text
        assert 'data-said="ablehnen"' in german.text
        assert SIGNED.findall(english.text) == SIGNED.findall(german.text)
        assert len(SIGNED.findall(german.text)) >= 3


async def test_an_amendment_in_german_with_what_people_wrote_as_it_is(
    amending: test_amendments.Stage,
) -> None:
    answer = await opened(amending, f"/amendments/{amending.made.id}?link=a&language=de")
    text = unescape(answer.text)
    assert "<h1>Angaben und Schlüssel einer Person in Kraft setzen: employee?</h1>" in text
    assert "<dt>Team</dt><dd><del>south</del> → <ins>west</ins></dd>" in text
    assert f"<dt>Schlüssel {test_amendments.NEW.key_id}</dt><dd>neu: <ins>Passkey auf" in text
    assert f"<dt>Grund</dt><dd>{test_amendments.REASON}</dd>" in text
    assert "<dt>Ihre Unterschrift gilt als</dt><dd>eine Zustimmung</dd>" in text
    assert still_english(read(answer)) == []


async def test_hostile_text_stays_text_in_german_and_fills_nothing_in(
    stage: test_pages.Stage,
) -> None:
    hostile = "<b>one\u202e %(num)s 100% %(x)s"
    stage.serve.shown |= {"missing": [hostile, "approver", "approver"], "more_approvers": 2}
    stage.serve.shown["who"] = "<i>who"
    text = (await opened(stage, proposal(stage, "de"))).text
    assert "&lt;b&gt;one\ufffd %(num)s 100% %(x)s, 2 Zustimmungen" in text
    assert "das Quorum ist um 2 Zustimmungen erhöht" in text
    assert "Sie unterschreiben als <strong>&lt;i&gt;who</strong>." in text
    assert "<b>one" not in text
    assert "\u202e" not in text


async def test_a_lie_is_warned_of_in_german(
    stage: test_pages.Stage, amending: test_amendments.Stage
) -> None:
    put("statement.genesis", "0" * 64)(stage.serve.shown)
    answer = await opened(stage, proposal(stage, "de"))
    assert answer.status_code == 409
    assert "Unterschreiben Sie das nirgends" in answer.text
    assert "Der Vorschlag gilt einer anderen Installation. Es wurde nichts" in answer.text
    assert "data-challenge" not in answer.text
    assert still_english(read(answer)) == []
    put("statement", "<b>")(stage.serve.shown)
    answer = await opened(stage, proposal(stage, "de"))
    told = "Die Bytes des Servers sind kein Vorschlag: statement: kein Objekt."
    assert f"{told} Es wurde nichts unterschrieben." in answer.text
    put("reason", "because")(amending.serve.shown)
    answer = await opened(amending, f"/amendments/{amending.made.id}?link=a", GERMAN)
    assert "Der Text des Grundes ist nicht der unterschriebene" in answer.text


async def test_a_refusal_is_told_in_german_on_the_page_and_to_the_script(
    stage: test_pages.Stage,
) -> None:
    stage.serve.status = 401
    stage.serve.problem = {
        "title": "The request is not signed",
        "detail": "the link is not ours, or older than ten minutes",
        "way_out": "Sign it with an enrolled key.",
    }
    said = (
        "Die Anfrage ist nicht unterschrieben: der Link ist nicht von uns oder älter als zehn "
        "Minuten. Unterschreiben Sie es mit einem eingetragenen Schlüssel."
    )
    assert said in (await opened(stage, proposal(stage, "de"))).text
    spoken = stage.device.says(stage.said.spoken_by(Kind.APPROVE, "employee")).fields()
    body = {"key": stage.device.key_id, "assertion": spoken}
    path = f"/proposals/{stage.said.proposal}/approve?language=de"
    async with stage.signer() as client:
        answer = await client.post(path, json=body, headers=SAME)
        elsewhere = await client.post(path, json=body, headers=GERMAN)
    assert answer.json() == {"told": said}
    assert elsewhere.json() == {"told": "Das wurde von einer anderen Website gesendet."}


async def test_the_page_for_passkeys_and_the_entrance_in_german(stage: test_pages.Stage) -> None:
    for path in ("/passkeys?link=a", "/"):
        answer = await opened(stage, path, GERMAN)
        assert still_english(read(answer)) == []
    page = unescape((await opened(stage, "/passkeys?link=a", GERMAN)).text)
    assert "Sie haben schon einen; er wird hier zurückgewiesen." in page
    assert (await opened(stage, "/static/words.js")).status_code == 200
