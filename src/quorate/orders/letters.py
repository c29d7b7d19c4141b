"""What the authority is written, in the language of its order where we have it: plain text."""

from quorate.languages import dates
from quorate.languages.catalogues import chosen
from quorate.languages.tongues import say, speaking, word
from quorate.mail.model import Text, paragraphs
from quorate.orders.content import Content
from quorate.orders.model import LegalOrder, Letter
from quorate.vocabulary.kinds import OrderGround, OrderKind, OrderOutcome


def letter_of(
    order: LegalOrder, content: Content | None, answer: str | None, what: Letter
) -> Text | None:
    """What the letter says; None where its texts were erased, or there is no answer yet."""
    if content is None:
        return None
    if what is Letter.RECEIPT:
        return receipt(order, content)
    return answered(order, content, answer) if answer is not None else None


def receipt(order: LegalOrder, content: Content) -> Text:
    """That the order came, and what it lacks (Article 9(2), Article 10(2))."""
    with speaking(chosen(order.language, "")):
        came = say(
            "Your order %(reference)s came to us on %(time)s UTC. We name it %(name)s.",
            reference=content.reference or "-",
            time=dates.minute(order.received_at),
            name=order.name,
        )
        if order.missing:
            lacks = say(
                "It lacks what Regulation (EU) 2022/2065 demands. This is no refusal: as soon as "
                "you send what is missing, we go on. Missing:"
            )
            named = "\n".join(f"- {_lacks(element)}" for element in order.missing)
            return Text(say("Your order is incomplete"), paragraphs(came, lacks, named))
        goes_on = say("We check it, and tell you without undue delay what effect was given to it.")
        return Text(say("Your order was received"), paragraphs(came, goes_on))


def _lacks(element: str) -> str:
    said = {
        "authority": say("who issues it"),
        "basis": say("its legal basis"),
        "contact": say("whom we tell what became of it"),
        "fields": say("which information is asked for"),
        "items": say("what exactly it is about"),
        "reasons": say("a statement of reasons"),
        "redress": say("what can be done against it"),
        "territory": say("where it is to have effect"),
    }
    return said[element]


def answered(order: LegalOrder, content: Content, answer: str) -> Text:
    """Whether and when effect was given, and what (Article 9(1), Article 10(1))."""
    with speaking(chosen(order.language, "")):
        about = say(
            "On your order %(reference)s, which we name %(name)s:",
            reference=content.reference or "-",
            name=order.name,
        )
        return Text(
            say("What became of your order"),
            paragraphs(about, _outcome(order), _ground(order), _given(order), answer),
        )


def _outcome(order: LegalOrder) -> str:
    if order.outcome is OrderOutcome.NOT_CARRIED_OUT or order.effected_at is None:
        return say("No effect was given to it.")
    at = dates.minute(order.effected_at)
    if order.outcome is OrderOutcome.PARTLY:
        return say("Effect was given to a part of it on %(time)s UTC.", time=at)
    return say("Effect was given to it on %(time)s UTC.", time=at)


def _ground(order: LegalOrder) -> str:
    if order.ground is None:
        return ""
    said = {
        OrderGround.CONTAINS_ERRORS: say("The order contains errors."),
        OrderGround.NO_COMPETENCE: say("The authority has no competence for it."),
        OrderGround.NOT_FOUND: say("What it names was not found."),
        OrderGround.NOT_POSSIBLE: say("It is technically not possible."),
        OrderGround.OUTSIDE_SCOPE: say("It is outside of the law's scope."),
    }
    return said[order.ground]


def _given(order: LegalOrder) -> str:
    if order.kind is not OrderKind.INFORM or not order.given:
        return ""
    named = ", ".join(word(field) for field in order.given)
    return say("Information given: %(fields)s. It comes to you by another way.", fields=named)
