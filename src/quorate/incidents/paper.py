"""A timeline as PDF, for people who read on paper. It tells and proves nothing: the bundle does.

The same timeline under the same checkpoint in the same language makes the same bytes, whoever asks
and when. A language in a script that the fonts lack is not set: such a paper is English.
"""

import sys
from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from quorate.incidents.document import exposed, lasted
from quorate.incidents.letters import BOLD, FONT, legible, shown
from quorate.incidents.looking import Asked, Look, Page
from quorate.incidents.timeline import Course, Step, Timeline, tell
from quorate.languages import dates
from quorate.languages.tongues import ENGLISH, TONGUE, count, say, speaking, word
from quorate.ledger.encoding import to_base64
from quorate.vocabulary.times import stamp


@contextmanager
def _without(library: str) -> Generator[None]:
    """What is imported meanwhile does without a library that it takes where it is installed."""
    known = sys.modules.get(library)
    sys.modules[library] = None  # pyright: ignore[reportArgumentType]
    try:
        yield
    finally:
        sys.modules.pop(library)
        if known is not None:
            sys.modules[library] = known


# For pictures, of which a paper has none, fpdf2 takes numpy: 11 MB of `serve`.
with _without("numpy"):
    from fpdf import FPDF
    from fpdf.enums import Align, XPos, YPos

_FAMILY: Final = "DejaVu Sans"
_SIZES: Final = {"title": 17.0, "heading": 12.0, "text": 9.0, "small": 7.5}
_LINE: Final = 1.4
_BLACK, _GREY, _RED = (20, 20, 20), (95, 95, 95), (160, 20, 20)
_MARGIN, _NAME, _INDENT = 18.0, 34.0, 6.0
_STEP_ROOM: Final = 22.0
"""Millimetres that must be left of a page for a step to begin on it."""
_PAGES: Final = "\ue000" * 4
"""Stands for how many pages there are; `shown` lets no such characters through."""


@dataclass(frozen=True, slots=True)
class Telling:
    """What is put on paper: what was asked, the entries found, their telling, whose ledger; `at`
    is the checkpoint's time, and the paper's own."""

    asked: Asked
    page: Page
    timeline: Timeline
    genesis: str
    at: datetime


def printed(look: Look, asked: Asked, page: Page) -> bytes:
    """The PDF file of a page of the timeline, as of the checkpoint's time."""
    at = datetime.fromtimestamp(page.under.seconds, UTC)
    with speaking(legible()):
        timeline = tell(page.entries, look, at)
        return paper(Telling(asked, page, timeline, look.archive.genesis_hash, at))


def paper(telling: Telling) -> bytes:
    """The PDF file, of A4 pages."""
    sheet = _Sheet(telling)
    sheet.add_page()
    _head(sheet, telling)
    _courses(sheet, telling)
    _steps(sheet, telling.timeline.steps)
    _verify(sheet, telling)
    return bytes(sheet.output())


class _Sheet(FPDF):
    """Pages with a foot; text is put through `shown` here and nowhere else."""

    def __init__(self, telling: Telling) -> None:
        super().__init__(format="A4")
        self._about = telling.asked.name or say("a time")
        self._size = telling.page.under.checkpoint.size
        self.set_title(shown(f"{say('Who did that?')} {self._about}"))
        self.set_lang(TONGUE.get().code)
        self.set_creator("Quorate")
        self.set_creation_date(telling.at)
        self.alias_nb_pages(_PAGES)
        self.set_margin(_MARGIN)
        self.set_auto_page_break(True, margin=_MARGIN)
        self.add_font(_FAMILY, "", FONT)
        self.add_font(_FAMILY, "B", BOLD)

    def footer(self) -> None:
        """What page of what this is."""
        self.set_y(-_MARGIN + 5)
        about = self._about if len(self._about) <= 60 else f"{self._about[:59]}…"
        told = count(
            "Quorate · %(about)s · ledger of %(num)s entry · page %(page)s of %(pages)s",
            "Quorate · %(about)s · ledger of %(num)s entries · page %(page)s of %(pages)s",
            self._size,
            about=shown(about),
            page=self.page_no(),
            pages=_PAGES,
        )
        self.style("small", _GREY)
        self.cell(0, 4, told, align=Align.C)

    def style(
        self, size: str, colour: tuple[int, int, int] = _BLACK, *, bold: bool = False
    ) -> None:
        """How the next text looks."""
        self.set_font(_FAMILY, "B" if bold else "", _SIZES[size])
        self.set_text_color(*colour)

    @property
    def leading(self) -> float:
        """The height of a line of the present font, in millimetres."""
        return self.font_size * _LINE

    def put(self, text: str, indent: float = 0.0) -> None:
        """A paragraph."""
        self.set_x(_MARGIN + indent)
        told, room = shown(text), self.epw - indent - 2 * self.c_margin
        if self.get_string_width(told) <= room:  # the library takes ten times as long to wrap
            self.cell(0, self.leading, told, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        else:
            self.multi_cell(
                0, self.leading, told, align=Align.L, new_x=XPos.LMARGIN, new_y=YPos.NEXT
            )

    def sentence(self, who: str, *does: str) -> None:
        """A paragraph that begins in bold type."""
        self.style("text", bold=True)
        self.write(self.leading, shown(who))
        self.style("text")
        for part in does:
            self.write(self.leading, shown(part))
        self.ln(self.leading)

    def heading(self, text: str) -> None:
        """A heading, which is an outline's line too."""
        self.keep(_STEP_ROOM)
        self.ln(4)
        self.style("heading", bold=True)
        self.start_section(text)
        self.put(text)
        self.ln(1)

    def pairs(self, rows: Iterable[tuple[str, str]], size: str, indent: float = 0.0) -> None:
        """Names and values, two columns."""
        for name, value in rows:
            self.style(size, _GREY)
            self.keep(self.leading)
            if self.get_string_width(shown(name)) > _NAME - 2:
                self.put(name, indent)
            else:
                self.set_x(_MARGIN + indent)
                self.cell(_NAME, self.leading, shown(name))
            self.style(size)
            self.put(value, indent + _NAME)

    def keep(self, height: float) -> None:
        """A new page unless so much room is left."""
        if self.will_page_break(height):
            self.add_page()


def _head(sheet: _Sheet, telling: Telling) -> None:
    sheet.style("title", bold=True)
    sheet.put(say("Who did that?"))
    sheet.ln(2)
    under, page, asked = telling.page.under, telling.page, telling.asked
    signed = count(
        "%(num)s entry, signed %(at)s",
        "%(num)s entries, signed %(at)s",
        under.checkpoint.size,
        at=stamp(telling.at),
    )
    sheet.pairs(
        (
            (say("asked about"), asked.name or say("everything of a time")),
            (say("from"), asked.since or say("the ledger's beginning")),
            (say("to"), asked.until or say("its end")),
            (say("entries found"), str(len(page.entries))),
            (say("ledger"), under.checkpoint.origin),
            (say("its genesis"), telling.genesis),
            (say("checkpoint"), signed),
            (say("its root"), to_base64(under.checkpoint.root)),
        ),
        "text",
    )
    missing = under.checkpoint.size - page.indexed
    if missing > 0:
        sheet.style("text", _RED, bold=True)
        sheet.put(
            count(
                "The newest entry was not looked up yet.",
                "The newest %(num)s entries were not looked up yet.",
                missing,
            )
        )


def _courses(sheet: _Sheet, telling: Telling) -> None:
    if not telling.timeline.courses:
        return
    sheet.heading(say("How long it took, and how long it was in force"))
    for course in telling.timeline.courses:
        sheet.keep(_STEP_ROOM)
        sheet.style("text", bold=True)
        time = exposed(course)
        force = say("in force for %(time)s", time=time) if time else say("never in force")
        sheet.put(f"{word(course.action)}: {force}")
        sheet.pairs(_course(course), "small", _INDENT)
        sheet.ln(1)


def _course(course: Course) -> list[tuple[str, str]]:
    legs = ", ".join(f"{say(a)} → {say(b)}: {lasted(seconds)}" for a, b, seconds in course.legs())
    return [
        (say("proposal"), course.proposal),
        (say("account"), course.ref),
        (say("steps"), legs or "—"),
    ]


def _steps(sheet: _Sheet, steps: Sequence[Step]) -> None:
    sheet.heading(say("What the ledger tells"))
    for step in steps:
        sheet.keep(_STEP_ROOM)
        at = f"{_day(step.at)} {step.at:%H:%M:%S} UTC" if step.at else say("no time")
        later = "" if step.gap is None else f", {say('%(time)s later', time=lasted(step.gap))}"
        sheet.style("small", _GREY)
        sheet.put(f"{say('Entry %(leaf)s', leaf=step.leaf)} · {at}{later}")
        whom = f" ({step.whom}) " if step.whom else " "
        sheet.sentence(step.who, whom, step.what)
        sheet.style("text", _RED, bold=True)
        if step.refused:
            sheet.put(say("Refused: %(why)s", why=step.refused))
        if step.flaw:
            sheet.put(say("This row stands in the log and does not count: %(why)s.", why=step.flaw))
        sheet.pairs(step.details, "small", _INDENT)
        sheet.ln(2)


def _day(at: datetime) -> str:
    """In English with two digits, as such papers have always had it."""
    if TONGUE.get() is ENGLISH:
        return f"{at:%d %b %Y}"
    return dates.day(at)


def _verify(sheet: _Sheet, telling: Telling) -> None:
    sheet.heading(say("How to verify this"))
    first = telling.page.entries[0].leaf if telling.page.entries else 0
    for text in (
        say(
            "This paper tells what the ledger says; it proves nothing by itself. Download the "
            "proof of the same question (quorate incident --bundle, or the button beside this "
            "file's), unpack it, and run with nothing but Python 3.9:"
        ),
        f"python3 -I -S check.py --genesis {telling.genesis}",
        say(
            "It checks the two signatures of the checkpoint above, that each entry stands in the "
            "log under it at the index that is printed here, and each person's and effector's "
            "signature. Entry %(leaf)s of this paper is the file entries/%(file)s.json.",
            leaf=first,
            file=f"{first:012}",
        ),
        say(
            "A character that this file's fonts lack, that nobody can see, or that would turn a "
            "line around stands here as its number: a backslash, u, and hexadecimal digits in "
            "braces."
        ),
    ):
        sheet.style("text")
        sheet.put(text)
        sheet.ln(1)
