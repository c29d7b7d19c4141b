"""The timeline as PDF: whole, readable by whoever wrote in it, the same bytes each time."""

import io
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader

from quorate.incidents.letters import LONGEST, shown
from quorate.incidents.looking import Asked, Page
from quorate.incidents.offline import opened
from quorate.incidents.paper import Telling, paper, printed
from quorate.incidents.stage.world import TROLL, World
from quorate.incidents.timeline import Step, Timeline, tell
from quorate.ledger.encoding import to_base64

pytest_plugins = ["tests.incidents.working"]
OVERRIDE, ISOLATE, INVISIBLE, BLANK = "\u202e", "\u2066", "\u200b", "\u2800"


def packed(text: str) -> str:
    """Without what a line's end adds or takes."""
    return "".join(text.split())


def read(pdf: bytes) -> str:
    return packed("".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages))


@pytest.fixture(scope="session")
def telling(worked: World) -> Telling:
    with opened(worked.log, worked.genesis) as look:
        asked = Asked(worked.ref(TROLL))
        page = look.page(asked, limit=1000)
        return Telling(
            asked, page, tell(page.entries, look, worked.now), worked.genesis, worked.now
        )


def only(telling: Telling, *steps: Step) -> Telling:
    return replace(telling, timeline=Timeline(steps, ()))


def test_it_tells_every_step_and_what_it_rests_on(telling: Telling) -> None:
    text = read(paper(telling))
    for step in telling.timeline.steps:
        assert packed(f"Entry {step.leaf} · {step.at:%d %b %Y %H:%M:%S} UTC") in text
        assert packed(f"{step.who} ({step.whom}) {step.what}" if step.whom else step.what) in text
        assert step.refused == "" or packed(f"Refused: {step.refused}") in text
        for name, value in step.details:
            assert packed(name + value) in text
    for course in telling.timeline.courses:
        assert packed(course.proposal) in text
        assert all(packed(f"{one} → {two}") in text for one, two, _ in course.legs())
    under = telling.page.under.checkpoint
    facts = (telling.asked.name, under.origin, to_base64(under.root), telling.genesis)
    assert all(packed(fact) in text for fact in facts)
    assert packed(f"{under.size} entries, signed") in text
    assert packed(f"check.py --genesis {telling.genesis}") in text


def test_pages_are_numbered_and_the_file_says_what_it_is(telling: Telling) -> None:
    pages = PdfReader(io.BytesIO(paper(telling)))
    assert len(pages.pages) > 2
    for number, page in enumerate(pages.pages, 1):
        assert f"page {number} of {len(pages.pages)}" in page.extract_text()
    assert pages.metadata is not None
    assert pages.metadata.title == f"Who did that? {telling.asked.name}"
    assert pages.metadata.creation_date == telling.at
    assert pages.root_object["/Lang"] == "en"


def test_a_timeline_of_five_hundred_steps_is_whole(telling: Telling) -> None:
    one = telling.timeline.steps[0]
    text = read(paper(only(telling, *(replace(one, leaf=n) for n in range(500)))))
    assert all(f"Entry{n}·" in text for n in range(500))


@pytest.mark.parametrize(
    ("hostile", "told"),
    [
        (f"a{OVERRIDE}b{ISOLATE}c", r"a\u{202e}b\u{2066}c"),
        (f"a{INVISIBLE}b{BLANK}c\u3164", r"a\u{200b}b\u{2800}c\u{3164}"),
        ("line\r\nEntry 9 · \x00\x1b[31m", r"line\u{d}\u{a}Entry 9 · \u{0}\u{1b}[31m"),
        ("שלום", r"\u{5e9}\u{5dc}\u{5d5}\u{5dd}"),
        ("漢😀🧿\ud800\U000e0041", r"\u{6f22}😀\u{1f9ff}\u{d800}\u{e0041}"),
        ("z\u0338\u0338", r"z\u{338}\u{338}"),
        (r"\u{202e}", r"\u{5c}u{202e}"),
        ("{nb} **x** Żółć Ж λ", "{nb} **x** Żółć Ж λ"),
    ],
)
def test_hostile_text_is_seen_for_what_it_is(telling: Telling, hostile: str, told: str) -> None:
    assert shown(hostile) == told
    step = replace(
        telling.timeline.steps[0],
        who=hostile,
        what=hostile,
        refused=hostile,
        flaw=hostile,
        details=((hostile, hostile),),
    )
    text = read(paper(only(replace(telling, asked=Asked(hostile)), step)))
    assert text.count(packed(told)) >= 7


def test_a_text_as_long_as_an_entry_is_cut_and_says_so(telling: Telling) -> None:
    step = replace(telling.timeline.steps[0], what="x" * 60_000, details=(("y" * 99, "z"),))
    text = read(paper(only(telling, step)))
    assert packed(f"{'x' * LONGEST} … and {60_000 - LONGEST} characters more") in text
    assert text.count("x") < LONGEST + 10
    assert "y" * 99 + "z" in text


def test_entries_that_are_not_looked_up_yet_are_counted(telling: Telling) -> None:
    page = Page(telling.page.entries, None, telling.page.under, telling.page.indexed - 3)
    assert packed("The newest 3 entries were not looked up yet.") in read(
        paper(replace(telling, page=page))
    )


def test_the_same_question_under_the_same_checkpoint_makes_the_same_bytes(
    worked: World, tmp_path: Path
) -> None:
    """In another process, too, whose sets have another order."""
    name = worked.ref(TROLL)
    with opened(worked.log, worked.genesis) as look:
        asked = Asked(name)
        here = printed(look, asked, look.page(asked, limit=1000))
    there = tmp_path / "incident.pdf"
    asks = ("incident", name, "--ledger", worked.log, "--genesis", worked.genesis, "--pdf", there)
    command = [sys.executable, "-m", "quorate", *asks]
    subprocess.run(command, check=True, capture_output=True)
    assert there.read_bytes() == here
