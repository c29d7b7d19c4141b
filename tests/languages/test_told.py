"""The timeline, its paper and other told things in German: nothing English, nothing left out."""

import html
import io
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from babel import Locale
from pypdf import PdfReader

from quorate.api.steps.timelines import Incident, Wanted
from quorate.console.around.desk import page as shown
from quorate.decisions.interest import QUESTIONS
from quorate.incidents.document import exposed, lasted
from quorate.incidents.looking import Asked
from quorate.incidents.offline import opened
from quorate.incidents.paper import printed
from quorate.incidents.past import History
from quorate.incidents.regime import read_regime
from quorate.incidents.sentences import sentence
from quorate.incidents.stage.roles import seeded
from quorate.incidents.stage.world import ANSWERS, NOON, TROLL, World
from quorate.incidents.timeline import Course, Timeline, tell
from quorate.incidents.whatif import Difference, answer, told
from quorate.languages.catalogues import tongues
from quorate.languages.tongues import Tongue, say, speaking
from quorate.ledger.entry import Entry
from quorate.vocabulary.events import Event
from quorate.vocabulary.kinds import Attested
from quorate.vocabulary.times import stamp

pytest_plugins = ["tests.incidents.working"]
GERMAN = tongues()["de"]
CLOSED = ("no violation", "policy unclear", "suspend", "account", "email", "raise-reason", "people")
NAMES = {
    "case": "case_1f",
    "commitment": "c0ffee",
    "person": "ada",
    "pseudonym": "pseudo-9",
    "ref": "REF",
    "revoked": "0badcafe",
    "source": "staff-list",
    "to": "bruno",
    "area": "safety",
}
DATA: dict[str, Any] = {
    **NAMES,
    "action": "suspend",
    "amendment": "amd_77",
    "cases": 31,
    "change": {"charge": "people", "number": 41},
    "field": "email",
    "hands": ["cy", "dee"],
    "kind": "raise-reason",
    "order": {"about": "chg_5", "field": "email", "ref": "REF", "signer": "ada"},
    "outcome": "no_violation",
    "proposal": "prop_3",
    "reason": "policy_unclear",
    "rotation": {"until": "2027-01-02T00:00:00.000Z"},
    "stage": "approved",
    "tier": 2,
}
OPENED: dict[str, Any] = {"amendment": {"charge": "person", "content": {"person": {"id": "ada"}}}}


def timeline(world: World, name: str = TROLL) -> Timeline:
    with opened(world.log, world.genesis) as look:
        page = look.page(Asked(world.ref(name)), limit=1000)
        return tell(page.entries, look, world.now)


def pdf(world: World) -> bytes:
    with opened(world.log, world.genesis) as look:
        asked = Asked(world.ref(TROLL))
        return printed(look, asked, look.page(asked, limit=1000))


def packed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("event", Event)
def test_every_event_has_a_german_sentence_with_all_its_values(event: Event, worked: World) -> None:
    data = {**DATA, **OPENED} if event is Event.AMENDMENT_OPENED else DATA
    entry = Entry(event, stamp(NOON), Attested.PROCESS, "effector", data)
    said = worked.statement(0)
    english = sentence(entry, said)
    with speaking(GERMAN):
        german = sentence(entry, said)
    assert german != english
    assert not set(re.findall(r"[a-z]+", german)) & {"the", "of", "to", "with", "that", "is"}
    values = [*NAMES.values(), said.target.ref, "amd_77", "31", "41", "cy, dee", "chg_5", "prop_3"]
    assert [v for v in values if v in english and v not in german] == []
    assert [word for word in CLOSED if re.search(rf"\b{word}\b", german)] == []


def test_what_the_platform_does_not_show_any_more_is_another_sentence(worked: World) -> None:
    with speaking(GERMAN):
        shown, lifted = (
            sentence(
                Entry(
                    Event.PLATFORM_CHANGED,
                    stamp(NOON),
                    Attested.PROCESS,
                    "effector",
                    {**DATA, "proposal": None, "in_force": shows},
                ),
                None,
            )
            for shows in (True, False)
        )
    assert lifted == shown.replace("in Kraft ist", "nicht in Kraft ist")
    assert "keine Entscheidung" in lifted


def test_a_timeline_is_told_in_german(worked: World) -> None:
    english = timeline(worked)
    with speaking(GERMAN):
        german = timeline(worked)
    assert len(german.steps) == len(english.steps)
    for before, after in zip(english.steps, german.steps, strict=True):
        assert (before.who, before.at, before.event) == (after.who, after.at, after.event)
        assert before.what != after.what
        assert not before.whom or before.whom != after.whom
        assert not before.refused or before.refused != after.refused
        assert not {n for n, _ in before.details} & {n for n, _ in after.details}
    texts = [step.what for step in german.steps] + [v for s in german.steps for _, v in s.details]
    assert any("mit den Unterschriften von proposer, contractor" in text for text in texts)
    assert any("Zustimmung mit Anstellung" in text for text in texts)
    assert {step.refused for step in german.steps} == {"", "Es fehlen Unterschriften (I1)"}
    assert german.steps[0].whom == "Prüfung, Zeitvertrag, Team intake"


def test_why_a_row_does_not_count_is_told_in_german(tmp_path: Path) -> None:
    world = World(tmp_path).found()
    world.publish(world.opening(world.statement(0), seeded("thief")), b"no entry at all")
    with speaking(GERMAN):
        (step,) = timeline(world).steps
        with opened(world.log, world.genesis) as look:
            told = look.page(Asked("", "2000-01-01T00:00:00.000Z"), limit=1000).entries
            whole = tell(told, look, world.now)
    assert step.flaw == "der Schlüssel ist kein geltender der unterschreibenden Person"
    assert all(one.flaw in ("", step.flaw) for one in whole.steps)


def test_the_page_shows_the_german_timeline(worked: World) -> None:
    name = worked.ref(TROLL)
    with speaking(GERMAN), opened(worked.log, worked.genesis) as look:
        page = look.page(Asked(name), limit=1000)
        found = Incident(Asked(name), page, tell(page.entries, look, worked.now))
        told: dict[str, object] = {"found": found, "wanted": Wanted(name), "after": -1}
        told |= {"lasted": lasted, "exposed": exposed}
        body = html.unescape(bytes(shown("incidents.html", None, 200, **told).body).decode())
    for step in found.timeline.steps:
        assert step.what in body
        assert all(f"<dt>{name}</dt><dd>{value}</dd>" in body for name, value in step.details)
    assert "vorgeschlagen → letzte Zustimmung: 30 min 0 s" in body
    assert "abgelehnt: Es fehlen Unterschriften (I1)" in body


def test_how_long_something_lasted_is_written_as_the_language_writes_it() -> None:
    course = Course("prop_3", "suspend", "REF", exposure=65.0, lasting=True)
    told = [*map(lasted, (0.035, 65, 3720, 180_000)), exposed(course)]
    assert told == ["0.035 s", "1 min 5 s", "1 h 2 min", "2 d 2 h", "1 min 5 s, still in force"]
    with speaking(GERMAN):
        told = [*map(lasted, (0.035, 65, 3720, 180_000)), exposed(course)]
    assert told == ["0,035 s", "1 min 5 s", "1 h 2 min", "2 Tg. 2 h", "1 min 5 s, noch in Kraft"]


def test_the_paper_is_german_and_the_same_each_time(worked: World) -> None:
    with speaking(GERMAN):
        made, again, steps = pdf(worked), pdf(worked), timeline(worked).steps
    assert made == again
    pages = PdfReader(io.BytesIO(made))
    assert pages.root_object["/Lang"] == "de"
    assert pages.metadata is not None
    assert pages.metadata.title == f"Wer war das? {worked.ref(TROLL)}"
    text = packed("".join(page.extract_text() for page in pages.pages))
    assert packed("25. Nov. 2026 12:00:00 UTC") in text
    assert packed(f"Seite 1 von {len(pages.pages)}") in text
    for step in steps:
        assert packed(f"Eintrag {step.leaf} ·") in text
        assert packed(step.what) in text
        assert all(packed(name + value) in text for name, value in step.details)
    for english in (
        "Entry",
        "later",
        "Refused",
        "entries, signed",
        "proposed",
        "This paper",
        "page",
    ):
        assert packed(english) not in text


def test_a_paper_in_a_script_that_the_fonts_lack_is_english(worked: World) -> None:
    english = pdf(worked)
    with speaking(Tongue("ar", Locale("ar"), GERMAN.catalogue, GERMAN.sentences)):
        assert say("Who did that?") == "Wer war das?"
        assert pdf(worked) == english


def test_what_if_tells_its_differences_in_german(history: History) -> None:
    def found(rules: str) -> Difference:
        return next(d for d in answer(history, read_regime(rules)).differences if d.changed)

    differences = [
        found("narrowing_minutes: {shift: 30}"),
        found("approvers: [0, 1, 3, 3]"),
        found("cooling_off_minutes: [0, 0, 60, 60]"),
        found("approvers: [0, 0, 0, 0]"),
        Difference(history.actions[0], hands=2, delay=timedelta(minutes=3)),
        Difference(history.actions[0]),
    ]
    with speaking(GERMAN):
        german = [told(one) for one in differences]
    assert german == [
        "aufgehalten: Zu nah am Ende von Schicht oder Vertrag (I6): contractor beim Vorschlagen: "
        "die letzten 30 Minuten der Schicht: keine neue Übernahme, kein neuer Vorschlag",
        "1 Unterschrift mehr, 0,33 h später",
        "0,48 h später",
        "durchgelassen (es war abgelehnt: Es fehlen Unterschriften)",
        "2 Unterschriften mehr, 0,05 h später",
        "dasselbe",
    ]
    assert [told(one) for one in differences] == [
        "stopped: narrowed (I6): contractor when proposing: the last 30 minutes of the shift: "
        "no new claim or proposal",
        "1 more hand, 0.33 h later",
        "0.48 h later",
        "let through (it was refused: quorum-missing)",
        "2 more hands, 0.05 h later",
        "the same",
    ]


def test_the_measure_that_was_weighed_is_a_word_and_the_digest_knows_no_language() -> None:
    commitment = ANSWERS.salted.commitment
    with speaking(GERMAN):
        answers = dict(ANSWERS.told())
        assert ANSWERS.salted.commitment == commitment
    assert answers["Welche mildere Maßnahme wurde erwogen?"] == "Kennzeichnung"
    assert answers["Wer spricht?"] == ANSWERS.speaker
    assert dict(ANSWERS.told())[QUESTIONS["considered"]] == "label"
