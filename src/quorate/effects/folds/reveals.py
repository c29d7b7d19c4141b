"""Looks at private fields: intended under the person's own signature, shown, refused."""

from quorate.accounts.looks import SHOWN, Look
from quorate.accounts.reveal import read_reveal
from quorate.effects.folds.state import At, ForgedError, State, by_effector
from quorate.ledger.entry import Json
from quorate.ledger.fields import integer, text, truth
from quorate.people.keys import signature_holds
from quorate.vocabulary.problems import Problem
from quorate.vocabulary.times import instant


def refused_look(look: Look, problem: Problem, *, intended: bool) -> dict[str, Json]:
    """What `refused` reads; `intended` when an intent of that look stands in the log."""
    return {
        "reveal": look.id,
        "intended": intended,
        "signer": look.person,
        "case": look.case,
        "ref": look.ref,
        "account": look.account,
        "field": look.field,
        "purpose": look.purpose,
        "tier": look.tier,
        "problem": problem,
    }


def intended(view: State, at: At) -> None:
    """An intent: an effector alone puts no look in anybody's name."""
    by_effector(view, at.entry)
    data = at.entry.data
    order, key = read_reveal(data.get("order")), view.roster.key(text(data, "key"))
    if key is None or key.person != order.signer or order.genesis != view.genesis_hash:
        raise ForgedError("the key is not a living one of the signer")
    if not signature_holds(key.public, order.digest(), bytes.fromhex(text(data, "sig"))):
        raise ForgedError("the signature does not hold")
    instant(text(data, "ends"))
    look = Look(
        order.id,
        at.entry.at,
        order.signer,
        order.field,
        order.purpose,
        order.case,
        order.ref,
        text(data, "account"),
        integer(data, "tier"),
        at.index,
        text(data, "ends"),
        team=view.roster.team_of(order.signer),
    )
    view.looks.begin(look, order.nonce)


def shown(view: State, at: At) -> None:
    """The value was handed out."""
    by_effector(view, at.entry)
    view.looks.end(text(at.entry.data, "reveal"), SHOWN)


def refused(view: State, at: At) -> None:
    """Nothing was handed out: before an intent a try of its own, else that intent's end."""
    by_effector(view, at.entry)
    data = at.entry.data
    if truth(data, "intended"):
        view.looks.end(text(data, "reveal"), text(data, "problem"))
        return
    look = Look(
        text(data, "reveal"),
        at.entry.at,
        text(data, "signer"),
        text(data, "field"),
        text(data, "purpose"),
        text(data, "case"),
        text(data, "ref"),
        text(data, "account"),
        integer(data, "tier"),
        at.index,
        "",
        text(data, "problem"),
    )
    view.looks.refuse(look)
