"""What an export is made of: its sections, their fields, and what the law wants told beside them.

Pure. Nothing outside of these fields gets into an export: docs/reference/export.md has them all.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from quorate.languages.tongues import Phrase, phrase

FORMAT: Final = "quorate-export/1"


class Form(StrEnum):
    """How a page shows a field's value; a file has it plain."""

    DAY = "day"
    NAME = "name"
    NUMBER = "number"
    TEXT = "text"
    TIME = "time"
    WORD = "word"
    WORDS = "words"
    YES_NO = "yes_no"


class Stands(StrEnum):
    """How a decision stands."""

    DENIED = "denied"
    ENDED = "ended"
    IN_FORCE = "in_force"
    LAPSED = "lapsed"
    NO_VIOLATION = "no_violation"
    NOT_DONE = "not_done"
    UNDONE = "undone"
    WAITS = "waits"


@dataclass(frozen=True, slots=True)
class Field:
    """What a value is, in the reader's words."""

    label: Phrase
    form: Form


@dataclass(frozen=True, slots=True)
class Section:
    """A list of rows that all have these fields; what is not known or was erased is null."""

    title: Phrase
    says: Phrase
    fields: Mapping[str, Field]


# Words of closed lists that stand in rows and in no other catalogue list.
WORDS: Final = (
    *("access_request", "account", "answers_about_public_interest"),
    *("devices", "direct_chats", "email", "export", "illegal_content", "ip_addresses"),
    *("message", "messages", "notes", "notice", "own_initiative", "phone", "questions"),
    *("terms_and_conditions", "texts_of_reports", "visibility"),
)
_CASE: Final = Field(phrase("Case"), Form.NAME)
_DECISION: Final = Field(phrase("Decision"), Form.NAME)
_OUTCOME: Final = Field(phrase("Outcome"), Form.WORD)
_ACTION: Final = Field(phrase("Measure"), Form.WORD)
_UNTIL: Final = Field(phrase("Until"), Form.TIME)
_DECIDED: Final = Field(phrase("Decided"), Form.TIME)
_CATEGORY: Final = Field(phrase("Category"), Form.NAME)
_RECEIVED: Final = Field(phrase("Received"), Form.TIME)
_LANGUAGE: Final = Field(phrase("Language"), Form.NAME)
_TOLD: Final = Field(phrase("Told"), Form.TIME)
_OWN_TEXT: Final = Field(phrase("Your text"), Form.TEXT)
_POLICY: Final = Field(phrase("Policy"), Form.NAME)
_POLICY_TEXT: Final = Field(phrase("What the policy says"), Form.TEXT)
_FACTS: Final = Field(phrase("The facts"), Form.TEXT)
_APPEAL: Final[Mapping[str, Field]] = {
    "filed_at": Field(phrase("Filed"), Form.TIME),
    "words": Field(phrase("What you wrote"), Form.TEXT),
    "outcome": _OUTCOME,
    "decided_at": _DECIDED,
    "answer": Field(phrase("The answer"), Form.TEXT),
    "settlement": Field(phrase("Settled out of court"), Form.WORD),
    "settled_on": Field(phrase("Settled on"), Form.DAY),
    "body": Field(phrase("By which body"), Form.TEXT),
}
SECTIONS: Final[Mapping[str, Section]] = {
    "cases": Section(
        phrase("Cases about you"),
        phrase("What was looked into about your account and your messages."),
        {
            "case": _CASE,
            "about": Field(phrase("About your"), Form.WORD),
            "message": Field(phrase("The message"), Form.NAME),
            "area": _CATEGORY,
            "state": Field(phrase("State"), Form.WORD),
            "opened_on": Field(phrase("Opened on"), Form.DAY),
            "closed_at": Field(phrase("Closed"), Form.TIME),
            "outcome": _OUTCOME,
            "reports": Field(phrase("Reports"), Form.NUMBER),
            "alarms": Field(phrase("Alarms of machines"), Form.NUMBER),
            "tier": Field(phrase("Tier of protection"), Form.NUMBER),
            "reach": Field(phrase("How many people you reach"), Form.NUMBER),
        },
    ),
    "reports_about_you": Section(
        phrase("Reports about you"),
        phrase(
            "That you were reported, on which day and as what. Who reported, and in which words,"
            " is not told: it would show who they are."
        ),
        {
            "case": _CASE,
            "kind": Field(phrase("Kind"), Form.WORD),
            "category": _CATEGORY,
            "received_on": Field(phrase("Received on"), Form.DAY),
            "score": Field(phrase("How sure the machine was, 0 to 1"), Form.NUMBER),
        },
    ),
    "decisions": Section(
        phrase("Decisions about you"),
        phrase("What was proposed and decided, by people, and how it stands now."),
        {
            "decision": _DECISION,
            "case": _CASE,
            "proposed_at": Field(phrase("Proposed"), Form.TIME),
            "action": _ACTION,
            "policy": _POLICY,
            "policy_text": _POLICY_TEXT,
            "tier": Field(phrase("Tier of protection"), Form.NUMBER),
            "people": Field(phrase("How many people signed it"), Form.NUMBER),
            "until": _UNTIL,
            "stands": Field(phrase("How it stands"), Form.WORD),
            "done_at": Field(phrase("In force since"), Form.TIME),
            "undone_at": Field(phrase("Undone"), Form.TIME),
            "facts": _FACTS,
        },
    ),
    "statements_of_reasons": Section(
        phrase("Statements of reasons"),
        phrase("Why it was decided, as you were told (Digital Services Act, Article 17)."),
        {
            "decision": _DECISION,
            "made_at": Field(phrase("Made"), Form.TIME),
            "told_at": _TOLD,
            "action": _ACTION,
            "restricts": Field(phrase("What it restricts"), Form.WORD),
            "since": Field(phrase("In force since"), Form.TIME),
            "until": _UNTIL,
            "facts": _FACTS,
            "ground": Field(phrase("Ground"), Form.WORD),
            "policy": _POLICY,
            "policy_text": _POLICY_TEXT,
            "law": Field(phrase("The law"), Form.TEXT),
            "machine_pointed_it_out": Field(phrase("A machine had pointed it out"), Form.YES_NO),
            "source": Field(phrase("How it came about"), Form.WORD),
            "category": _CATEGORY,
            "content_types": Field(phrase("Kind of content"), Form.WORDS),
            "content_date": Field(phrase("The content is from, at the latest"), Form.DAY),
            "out_of_court": Field(phrase("Body for disputes out of court"), Form.TEXT),
            "filed_at": Field(phrase("Filed in the Transparency Database"), Form.TIME),
            "transparency_database": Field(phrase("Its number there"), Form.NAME),
        },
    ),
    "appeals": Section(
        phrase("Your appeals"),
        phrase("What you said against decisions about you, and what you were answered."),
        {"decision": _DECISION, **_APPEAL},
    ),
    "appeals_of_reporters": Section(
        phrase("Appeals of reporters"),
        phrase("That somebody who reported you appealed; not who, and not in which words."),
        {"case": _CASE, "outcome": _OUTCOME, "decided_at": _DECIDED},
    ),
    "strikes": Section(
        phrase("Strikes"),
        phrase("Violations that count at the next one, and until when."),
        {
            "decision": _DECISION,
            "policy": _POLICY,
            "action": _ACTION,
            "points": Field(phrase("Points"), Form.NUMBER),
            "given_at": Field(phrase("Given"), Form.TIME),
            "expires_at": Field(phrase("Counts until"), Form.TIME),
        },
    ),
    "second_opinions": Section(
        phrase("Second opinions"),
        phrase("What somebody else found who did not know the decision. Nothing follows from it."),
        {
            "case": _CASE,
            "action": _ACTION,
            "answered_at": Field(phrase("Answered"), Form.TIME),
        },
    ),
    "protection": Section(
        phrase("Protection of your account"),
        phrase("How many people it takes to decide about you, and why."),
        {
            "tier": Field(phrase("Tier of protection"), Form.NUMBER),
            "criterion": Field(phrase("Criterion"), Form.WORD),
            "review_by": Field(phrase("Looked at again by"), Form.DAY),
        },
    ),
    "looks": Section(
        phrase("Looks at your account"),
        phrase(
            "Private data of your account that the platform showed to somebody of its staff: which,"
            " for what, and in which role; not their names."
        ),
        {
            "at": Field(phrase("When"), Form.TIME),
            "roles": Field(phrase("Role"), Form.WORDS),
            "field": Field(phrase("What"), Form.WORD),
            "purpose": Field(phrase("Purpose"), Form.WORD),
        },
    ),
    "changes_elsewhere": Section(
        phrase("Changes that were not made here"),
        phrase("Where your account does not stand on the platform as it was decided here."),
        {
            "seen_at": Field(phrase("Seen"), Form.TIME),
            "action": _ACTION,
            "in_force": Field(phrase("In force on the platform"), Form.YES_NO),
        },
    ),
    "reports_by_you": Section(
        phrase("Your reports"),
        phrase("What you reported with your account, in your words, and what became of it."),
        {
            "received_at": _RECEIVED,
            "category": _CATEGORY,
            "language": _LANGUAGE,
            "jurisdiction": Field(phrase("Country"), Form.NAME),
            "text": _OWN_TEXT,
            "state": Field(phrase("State"), Form.WORD),
            "outcome": _OUTCOME,
        },
    ),
    "notices_by_you": Section(
        phrase("Your notices"),
        phrase(
            "Notices of illegal content from your account, or from an e-mail address of yours that"
            " you confirmed: what you typed, what became of them, and when you were written."
        ),
        {
            "received_at": _RECEIVED,
            "category": _CATEGORY,
            "location": Field(phrase("Where, as you wrote it"), Form.TEXT),
            "language": _LANGUAGE,
            "name": Field(phrase("Name"), Form.TEXT),
            "email": Field(phrase("E-mail address"), Form.TEXT),
            "text": _OWN_TEXT,
            "confirmed_at": Field(phrase("Address confirmed"), Form.TIME),
            "trusted": Field(phrase("From a trusted flagger"), Form.YES_NO),
            "receipt_at": Field(phrase("Receipt sent"), Form.TIME),
            "review_at": Field(phrase("Review began"), Form.TIME),
            "decided_at": _DECIDED,
            "told_at": _TOLD,
            "outcome": _OUTCOME,
            "held_until": Field(phrase("Not processed until"), Form.TIME),
            "unfounded_at": Field(phrase("Called unfounded"), Form.TIME),
        },
    ),
    "warnings_about_notices": Section(
        phrase("Warnings about your notices"),
        phrase("Warnings and suspensions, with the reasons that you were told."),
        {
            "step": Field(phrase("Step"), Form.WORD),
            "decided_at": _DECIDED,
            "until": _UNTIL,
            "text": Field(phrase("Reason"), Form.TEXT),
            "told_at": _TOLD,
        },
    ),
    "track_record": Section(
        phrase("Your record as a reporter"),
        phrase("How often what you reported was acted on. It weighs in the order of cases."),
        {
            "source": Field(phrase("Source"), Form.NAME),
            "upheld": Field(phrase("Acted on"), Form.NUMBER),
            "dismissed": Field(phrase("Not acted on"), Form.NUMBER),
        },
    ),
    "appeals_as_reporter": Section(
        phrase("Your appeals as a reporter"),
        phrase("What you said against how your reports were decided, and what you were answered."),
        _APPEAL,
    ),
    "letters": Section(
        phrase("Letters to you"),
        phrase("Those that wait to be sent. Of a sent letter only the date is kept."),
        {
            "made_at": Field(phrase("Made"), Form.TIME),
            "title": Field(phrase("Title"), Form.TEXT),
            "text": Field(phrase("Text"), Form.TEXT),
        },
    ),
    "exports": Section(
        phrase("When you asked for your data"),
        phrase("This time and before, and how often what you were given was opened."),
        {
            "received_on": Field(phrase("Received on"), Form.DAY),
            "given_at": Field(phrase("Given"), Form.TIME),
            "until": _UNTIL,
            "ended_at": Field(phrase("Ended"), Form.TIME),
            "openings": Field(phrase("How often opened"), Form.NUMBER),
        },
    ),
    "withheld": Section(
        phrase("What is not handed out"),
        phrase(
            "How many texts there are that others wrote, and that are not in here since they tell"
            " about those others (Article 15(4)). Ask the platform, and a person looks at each."
        ),
        {
            "what": Field(phrase("What"), Form.WORD),
            "number": Field(phrase("How many"), Form.NUMBER),
        },
    ),
}


@dataclass(frozen=True, slots=True)
class Told:
    """One point of Article 15(1), in words."""

    title: Phrase
    text: Phrase


INFORMATION: Final[Mapping[str, Told]] = {
    "purposes": Told(
        phrase("What it is used for"),
        phrase(
            "To look into reports, to decide under the platform's rules and the law, to tell those"
            " concerned why, to answer appeals, and to show that all this was done properly."
        ),
    ),
    "categories": Told(
        phrase("Which data"),
        phrase(
            "The names of your account and messages on the platform; reports, cases, decisions with"
            " their reasons, appeals, strikes; and what you wrote yourself. The lists below have"
            " all of it."
        ),
    ),
    "recipients": Told(
        phrase("Who gets it"),
        phrase(
            "The platform. The European Commission's Transparency Database gets statements of"
            " reasons without your name. Authorities and courts get what the law demands, and a"
            " certified body what it needs where a dispute is brought to it."
        ),
    ),
    "storage": Told(
        phrase("How long it is kept"),
        phrase(
            "As long as the platform's own periods of keeping say; ask it for them. A signed log"
            " keeps for good that something was decided: it names you by a pseudonym and holds"
            " no text about you."
        ),
    ),
    "rights": Told(
        phrase("Your rights"),
        phrase(
            "You can have wrong data put right, data erased or its use restricted, and you can"
            " object to its use. Ask the platform. A decision about you can be appealed, free of"
            " charge, at the address that you were sent with it."
        ),
    ),
    "complaint": Told(
        phrase("Where to complain"),
        phrase(
            "At a supervisory authority for data protection, above all in the country where you"
            " live or work, or where you think that the law was broken."
        ),
    ),
    "source": Told(
        phrase("Where it comes from"),
        phrase(
            "From people's reports, from alarms of the platform's machines, from the platform's"
            " own record of your account, and from what was decided about it. Who reported is"
            " not told, to protect them."
        ),
    ),
    "automated_decisions": Told(
        phrase("Whether machines decide"),
        phrase(
            "No. Machines point things out and put cases in order, by how grave they may be and"
            " how many people reported; people decide each case."
        ),
    ),
}
"""GDPR, Article 15(1)(a) to (h)."""
