"""What a person is told of a decision about them, in the effector's own words. Pure.

Made from signed bytes and the signed policy alone: no text that the web hands over can get in, and
no name of a person (I16). A connector is given the finished notice and nothing else.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from quorate.decisions.catalogue import Policy
from quorate.decisions.statement import Statement
from quorate.languages.dates import instant
from quorate.languages.tongues import ENGLISH, Phrase, Tongue, phrase, say, speaking
from quorate.vocabulary.actions import FACTS, Action

_MINT: Final = object()
_LONGEST_POLICY: Final = 600


class Moment(StrEnum):
    """When a person is told: after the act, before one that signs them out, or that it was not
    carried out after all."""

    AFTER = "after"
    BEFORE = "before"
    WITHDRAWN = "withdrawn"


SIGNS_OUT: Final = frozenset({Action.DEACTIVATE, Action.LOCK, Action.TAKE_DOWN})
"""Who is signed out reads nothing any more on the platform itself."""
_DONE: Final[Mapping[Action, Phrase]] = {
    Action.DEACTIVATE: phrase("The moderators of this server closed your account for good."),
    Action.HIDE_CONTENT: phrase("The moderators of this server hid a message that you wrote."),
    Action.LIMIT: phrase("The moderators of this server made what you write seen by fewer."),
    Action.LOCK: phrase("The moderators of this server locked your account."),
    Action.REMOVE_CONTENT: phrase(
        "The moderators of this server removed a message that you wrote."
    ),
    Action.SUSPEND: phrase("The moderators of this server made your account read-only."),
    Action.TAKE_DOWN: phrase("The moderators of this server took your account down."),
}
_ABOUT_TO: Final[Mapping[Action, Phrase]] = {
    Action.DEACTIVATE: phrase(
        "The moderators of this server are about to close your account for good: you will be"
        " signed out in a moment."
    ),
    Action.LOCK: phrase(
        "The moderators of this server are about to lock your account: you will be signed out in"
        " a moment."
    ),
    Action.TAKE_DOWN: phrase(
        "The moderators of this server are about to take your account down: you will be signed"
        " out in a moment."
    ),
}
_TITLE: Final = phrase("A decision about your account")


@dataclass(frozen=True, slots=True)
class ServerNotice:
    """A text for the account of one proposal's subject. Only `server_notice` makes one.

    `name` is the same each time, so that a platform takes it once; `title` heads a mail. `address`
    is the page of the statement of reasons, which the text names too.
    """

    name: str
    title: str
    text: str
    _minted: object = None
    address: str = ""

    def __post_init__(self) -> None:
        if self._minted is not _MINT:
            raise TypeError("a notice comes only from signed bytes")


def server_notice(
    said: Statement, policy: Policy, moment: Moment, address: str, further: Tongue = ENGLISH
) -> ServerNotice:
    """In English, and below it in the further language where that is another one."""
    tongues = [ENGLISH] if further is ENGLISH else [ENGLISH, further]
    texts = [_spoken(tongue, said, policy, moment, address) for tongue in tongues]
    title = " / ".join(dict.fromkeys(_titled(tongue) for tongue in tongues))
    return ServerNotice(f"{said.proposal}.{moment}", title, "\n\n".join(texts), _MINT, address)


def _titled(tongue: Tongue) -> str:
    with speaking(tongue):
        return str(_TITLE)


def _spoken(tongue: Tongue, said: Statement, policy: Policy, moment: Moment, address: str) -> str:
    with speaking(tongue):
        return "\n".join(_lines(said, policy, moment, address))


def _lines(said: Statement, policy: Policy, moment: Moment, address: str) -> list[str]:
    if moment is Moment.WITHDRAWN:
        return [
            say("What we told you of was not carried out: nothing was taken from your account."),
            address,
        ]
    does = _ABOUT_TO if moment is Moment.BEFORE else _DONE
    rule = _plain(policy.text)
    return [
        f"{does[said.action]} {_lasts(said)}".rstrip(),
        say("It was decided under the policy %(policy)s: %(rule)s", policy=policy.name, rule=rule),
        say(
            "You can appeal against it for six months, free of charge. Why it was decided, and how"
            " to appeal, stands here:"
        ),
        address,
    ]


def _lasts(said: Statement) -> str:
    until = said.until
    if until:
        return say("It lasts until %(time)s.", time=instant(until))
    return say("It lasts until it is lifted.") if FACTS[said.action].reversible else ""


def _plain(text: str) -> str:
    """On one line, without control and direction marks, cut."""
    kept = "".join(c if c.isprintable() else " " for c in text)
    return kept if len(kept) <= _LONGEST_POLICY else kept[: _LONGEST_POLICY - 1] + "…"
