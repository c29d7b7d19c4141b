"""What the transparency page tells, section by section: names for the figures of `overview`."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from quorate.languages.tongues import Phrase, phrase


class Unit(StrEnum):
    """How a figure is written."""

    COUNT = "count"
    HOURS = "hours"
    SHARE = "share"


@dataclass(frozen=True, slots=True)
class Line:
    """One figure. Hours and shares stand beside the count `of` which they are taken: where that is
    known and they are not, there was nothing to take them from."""

    figure: str
    says: Phrase
    unit: Unit = Unit.COUNT
    of: str = ""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A plot of one or two lines over the months: bars for counts, else lines."""

    title: Phrase
    figures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """`says` explains it; `name` is its anchor."""

    name: str
    title: Phrase
    says: Phrase
    lines: tuple[Line, ...]
    drawn: tuple[Drawn, ...] = ()


MEASURES: Final = Section(
    "measures",
    phrase("What we restricted"),
    phrase(
        "Each restriction of content or of an account, counted in the month in which it took"
        " effect. Our own initiative means that neither a notice of illegal content nor an order"
        " of an authority came before."
    ),
    (
        Line("measures_by_people.total", phrase("Decided by people")),
        Line("measures_automated.total", phrase("Decided by automated means alone")),
        Line("own.law", phrase("On our own initiative, against the law")),
        Line("own.terms", phrase("On our own initiative, against our terms")),
        Line("own.detected", phrase("Of these, detected by automated means alone")),
    ),
    (
        Drawn(
            phrase("Restrictions, by who decided"),
            ("measures_by_people.total", "measures_automated.total"),
        ),
        Drawn(phrase("On our own initiative, by ground"), ("own.law", "own.terms")),
    ),
)
RESTRICTIONS: Final = Section(
    "restrictions",
    phrase("By kind of restriction"),
    phrase("Those on our own initiative. What this service never imposes is not recorded."),
    (
        Line("restrictions.removed", phrase("Content removed")),
        Line("restrictions.disabled", phrase("Access to content disabled")),
        Line("restrictions.demoted", phrase("Content demoted")),
        Line("restrictions.age_restricted", phrase("Content restricted by age")),
        Line("restrictions.interaction_restricted", phrase("Interaction with content restricted")),
        Line("restrictions.labelled", phrase("Content labelled")),
        Line("restrictions.visibility_other", phrase("Visibility restricted in another way")),
        Line("restrictions.money_suspended", phrase("Payments suspended")),
        Line("restrictions.money_terminated", phrase("Payments ended")),
        Line("restrictions.money_other", phrase("Payments restricted in another way")),
        Line("restrictions.service_suspended", phrase("Service suspended")),
        Line("restrictions.service_terminated", phrase("Service ended")),
        Line("restrictions.account_suspended", phrase("Account suspended")),
        Line("restrictions.account_terminated", phrase("Account closed")),
    ),
)
NOTICES: Final = Section(
    "notices",
    phrase("Notices of illegal content"),
    phrase(
        "What people and trusted flaggers told us is against the law (Digital Services Act,"
        " Articles 16 and 22), and what we did about it."
    ),
    (
        Line("notices.total", phrase("Received")),
        Line("notices.trusted", phrase("Of these, from trusted flaggers")),
        Line("notices.by_law", phrase("Actions taken because of the law")),
        Line("notices.by_terms", phrase("Actions taken because of our terms")),
        Line("notices.median", phrase("Median hours until an action"), Unit.HOURS, "notices.total"),
        Line(
            "notices.median_trusted",
            phrase("Median hours until an action, trusted flaggers"),
            Unit.HOURS,
            "notices.trusted",
        ),
    ),
    (
        Drawn(phrase("Notices"), ("notices.total", "notices.trusted")),
        Drawn(phrase("Actions on notices, by ground"), ("notices.by_law", "notices.by_terms")),
        Drawn(phrase("Hours until an action on a notice"), ("notices.median",)),
    ),
)
COMPLAINTS: Final = Section(
    "complaints",
    phrase("Complaints about our decisions"),
    phrase(
        "Anybody concerned can have a decision looked at anew, by somebody who had no part in it"
        " (Digital Services Act, Article 20). Received and decided are counted each in its month."
    ),
    (
        Line("complaints.total", phrase("Received")),
        Line("complaints.upheld", phrase("Decision upheld")),
        Line("complaints.partly_reversed", phrase("Decision reversed in part")),
        Line("complaints.reversed", phrase("Decision reversed")),
        Line("complaints.omitted", phrase("Ended without a decision")),
        Line(
            "complaints.share",
            phrase("Share reversed, wholly or in part"),
            Unit.SHARE,
            "complaints.total",
        ),
        Line(
            "complaints.median",
            phrase("Median hours until the answer"),
            Unit.HOURS,
            "complaints.total",
        ),
    ),
    (
        Drawn(phrase("Complaints"), ("complaints.total", "complaints.reversed")),
        Drawn(phrase("Share reversed, wholly or in part"), ("complaints.share",)),
        Drawn(phrase("Hours until the answer to a complaint"), ("complaints.median",)),
    ),
)
ORDERS: Final = Section(
    "orders",
    phrase("Orders of authorities"),
    phrase(
        "Orders to act against illegal content and to give information (Digital Services Act,"
        " Articles 9 and 10)."
    ),
    (
        Line("orders.act", phrase("To act against content")),
        Line("orders.inform", phrase("To give information")),
        Line(
            "orders.told",
            phrase("Median hours until the authority was told, to act"),
            Unit.HOURS,
            "orders.act",
        ),
        Line(
            "orders.effected",
            phrase("Median hours until effect was given, to act"),
            Unit.HOURS,
            "orders.act",
        ),
    ),
    (Drawn(phrase("Orders"), ("orders.act", "orders.inform")),),
)
OTHERS: Final = Section(
    "misuse",
    phrase("Misuse, and disputes out of court"),
    phrase(
        "Who misuses notices or complaints, or publishes illegal content again and again, is"
        " suspended for a time (Article 23). Certified bodies settle disputes (Article 21)."
    ),
    (
        Line("suspensions_content.total", phrase("Suspended for illegal content")),
        Line("suspensions_notices.total", phrase("Suspended for unfounded notices")),
        Line("suspensions_complaints.total", phrase("Suspended for unfounded complaints")),
        Line("disputes.total", phrase("Disputes brought before a body")),
        Line("disputes.upheld", phrase("Settled for the platform")),
        Line("disputes.partly_reversed", phrase("Settled in part for the person")),
        Line("disputes.reversed", phrase("Settled for the person")),
    ),
    (
        Drawn(
            phrase("Suspensions for misuse"),
            ("suspensions_notices.total", "suspensions_complaints.total"),
        ),
    ),
)
SECTIONS: Final = (MEASURES, RESTRICTIONS, NOTICES, COMPLAINTS, ORDERS, OTHERS)
LINES: Final[Mapping[str, Line]] = {
    line.figure: line for section in SECTIONS for line in section.lines
}
CATEGORIES: Final[Mapping[str, Phrase]] = {
    f"STATEMENT_CATEGORY_{name}": says
    for name, says in {
        "ANIMAL_WELFARE": phrase("Animal welfare"),
        "CONSUMER_INFORMATION": phrase("Consumer information infringements"),
        "CYBER_VIOLENCE": phrase("Cyber violence"),
        "CYBER_VIOLENCE_AGAINST_WOMEN": phrase("Cyber violence against women"),
        "DATA_PROTECTION_AND_PRIVACY_VIOLATIONS": phrase("Data protection and privacy violations"),
        "ILLEGAL_OR_HARMFUL_SPEECH": phrase("Illegal or harmful speech"),
        "INTELLECTUAL_PROPERTY_INFRINGEMENTS": phrase("Intellectual property infringements"),
        "NEGATIVE_EFFECTS_ON_CIVIC_DISCOURSE_OR_ELECTIONS": phrase(
            "Negative effects on civic discourse or elections"
        ),
        "PROTECTION_OF_MINORS": phrase("Protection of minors"),
        "RISK_FOR_PUBLIC_SECURITY": phrase("Risk for public security"),
        "SCAMS_AND_FRAUD": phrase("Scams and fraud"),
        "SELF_HARM": phrase("Self-harm"),
        "UNSAFE_AND_PROHIBITED_PRODUCTS": phrase("Unsafe or prohibited products"),
        "VIOLENCE": phrase("Violence"),
        "OTHER_VIOLATION_TC": phrase("Another violation of our terms"),
        "NOT_SPECIFIED_ORDER": phrase("Not specified by the authority"),
        "NOT_SPECIFIED_NOTICE": phrase("Not specified by whoever gave notice"),
    }.items()
}
"""The categories of the harmonised report in plain words."""
