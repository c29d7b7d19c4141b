"""A letter, and when it is tried again. Pure."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Final
from uuid import UUID

LONGEST_ADDRESS: Final = 254
_PART: Final = r"[^\s@<>,;:\"()\[\]\\]"
ADDRESS: Final = re.compile(rf"(?!.*=\?){_PART}{{1,64}}@{_PART}+\.{_PART}+")
"""An e-mail address that is no more than one: an encoded word (RFC 2047) might hold others."""
GIVEN_UP: Final = timedelta(days=4)
RECENT: Final = timedelta(days=2)
"""Where mail is set up later, nobody is written about what is older."""
_FIRST: Final = timedelta(minutes=1)
_LONGEST: Final = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Letter:
    """Plain text to one person. `tries` counts those that failed."""

    id: UUID
    recipient: str
    subject: str
    body: str
    made_at: datetime
    tries: int = 0


@dataclass(frozen=True, slots=True)
class Text:
    """A letter's subject and body."""

    subject: str
    body: str


def paragraphs(*said: str) -> str:
    """A body of these, without those that say nothing."""
    return "\n\n".join(part for part in said if part) + "\n"


def again_at(letter: Letter, now: datetime) -> datetime | None:
    """When to try after another failure: each pause twice as long; None once it is given up."""
    if now - letter.made_at >= GIVEN_UP:
        return None
    return now + min(_FIRST * 2 ** min(letter.tries, 12), _LONGEST)


def message(letter: Letter, sender: str) -> EmailMessage:
    """As RFC 5322 has it. Its id stays the same, so that one sent twice shows once."""
    made = EmailMessage(SMTP)
    made["From"], made["To"], made["Subject"] = sender, letter.recipient, letter.subject
    made["Message-ID"] = f"<{letter.id.hex}@{sender.rpartition('@')[2].rstrip('>')}>"
    made["Date"] = format_datetime(letter.made_at)
    made["Auto-Submitted"] = "auto-generated"  # RFC 3834: no answering machine answers
    made.set_content(letter.body)
    return made
