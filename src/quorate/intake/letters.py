"""What whoever gave a notice is written, in their language: plain text, and never who decided."""

from datetime import datetime

from quorate.intake.misuse import Step
from quorate.languages import dates
from quorate.languages.catalogues import chosen
from quorate.languages.tongues import say, speaking
from quorate.mail.model import Text, paragraphs
from quorate.vocabulary.kinds import Outcome


def receipt(language: str, address: str, proof: str) -> Text:
    """The confirmation of receipt (DSA, Article 16(4)), with a link that confirms the address."""
    with speaking(chosen(language, "")):
        return Text(
            say("Your report was received"),
            paragraphs(
                say("Thank you. A person reads your report. What becomes of it is shown here:"),
                address,
                say("Please confirm that this e-mail address is yours:"),
                proof,
                say("If you did not send a report, do nothing."),
            ),
        )


def decided(language: str, address: str, outcome: Outcome) -> Text:
    """The decision (Article 16(5)); grounds and means of redress stand at the address."""
    with speaking(chosen(language, "")):
        ends = {
            Outcome.ACTIONED: say("We acted on it."),
            Outcome.DUPLICATE: say("Another report of the same thing was dealt with already."),
            Outcome.NO_VIOLATION: say("We found no violation and took no action."),
        }
        people = say("People decided this; no automated means did. Why, and what you can do:")
        return Text(say("Your report was decided"), paragraphs(ends[outcome], people, address))


def stepped(language: str, step: Step, reason: str, until: datetime | None) -> Text:
    """A warning, a suspension or its end (Article 23)."""
    with speaking(chosen(language, "")):
        if step is Step.WARNED:
            said = say(
                "Several of your reports were manifestly unfounded. If that goes on, we will not "
                "process your reports for some time. A person decided this and says:"
            )
            return Text(say("A warning about your reports"), paragraphs(said, reason))
        if step is Step.SUSPENDED and until is not None:
            said = say(
                "Your reports are recorded and not processed until %(time)s UTC. A person decided "
                "this; if you think it is wrong, you can complain to us. The reason:",
                time=dates.minute(until),
            )
            return Text(say("Your reports are not processed for now"), paragraphs(said, reason))
        said = say("Your reports are processed again, from now on.")
        return Text(say("Your reports are processed again"), said + "\n")
