"""`quorate propose | approve | deny | veto | restore | revoke | execute`: a person's hands."""

import re
import sys
from collections.abc import Mapping
from pathlib import Path

from quorate.authority.amendment import PREFIX
from quorate.cli import administration
from quorate.cli.access import Key, Where, Who, client
from quorate.cli.rendering import rendered
from quorate.client import Client, RefusedError, Shown
from quorate.decisions import facts as told
from quorate.decisions.interest import PARAMETER, QUESTIONS
from quorate.decisions.statement import LABEL, UNTIL
from quorate.decisions.terms import after
from quorate.ledger.fields import integer, text
from quorate.vocabulary.actions import FACTS
from quorate.vocabulary.kinds import Kind, LessIntrusive
from quorate.vocabulary.terminal import plain
from quorate.vocabulary.times import now, stamp


def _confirm(shown: Shown, kind: Kind, who: str) -> None:
    """At tier >= 1 the subject's id is typed; anything else ends it, unsigned."""
    print(rendered(shown, kind, who))
    wanted = shown.resolution.native if shown.statement.tier >= 1 else "yes"
    print(f"Type {plain(wanted)} to sign: ", end="", flush=True)
    if sys.stdin.readline().strip() != wanted:
        sys.exit("Not signed.")


def _say(proposal: str, kind: Kind, key: Path, who: str, profile: Path) -> None:
    if proposal.startswith(PREFIX):
        administration.say(proposal, kind, key, who, profile)
        return
    found = client(profile, key)
    shown = found.proposal(proposal)
    _confirm(shown, kind, who)
    found.say(shown, kind, who)
    print(f"Signed: {kind} of {proposal}.")


def approve(proposal: str, *, key: Key, who: Who, profile: Where) -> None:
    """Approve a proposal or an amendment, after reading it from its own bytes."""
    _say(proposal, Kind.APPROVE, key, who, profile)


def deny(proposal: str, *, key: Key, who: Who, profile: Where) -> None:
    """Deny a proposal or an amendment before its quorum."""
    _say(proposal, Kind.DENY, key, who, profile)


def veto(proposal: str, *, key: Key, who: Who, profile: Where) -> None:
    """Veto a proposal or an amendment until it acts, at the effector's own door."""
    _say(proposal, Kind.VETO, key, who, profile)


def restore(proposal: str, *, key: Key, who: Who, profile: Where) -> None:
    """Undo what a proposal did, alone and at once, at the effector's own door."""
    found = client(profile, key)
    shown = found.proposal(proposal)
    print(rendered(shown, Kind.RESTORE, who))
    answer = found.say(shown, Kind.RESTORE, who)
    print(plain(f"Restored {shown.resolution.native}: {answer.get('receipt')}"))


def _drafted(found: Client, case: str, wish: dict[str, object]) -> dict[str, object]:
    """The draft as the server shows it; on a protected subject after the answers about it."""
    path = f"/v1/cases/{case}/drafts"
    try:
        return found.call("POST", path, wish)
    except RefusedError as refused:
        if refused.problem.get("field") != PARAMETER:
            raise
        print(plain(str(refused)))
    return found.call("POST", path, {**wish, PARAMETER: _answers()})


def _answers() -> dict[str, str]:
    """Asked one by one; a line each."""
    answers: dict[str, str] = {}
    for name, question in QUESTIONS.items():
        choice = f" ({', '.join(LessIntrusive)})" if name == "considered" else ""
        print(f"{question}{choice} ", end="", flush=True)
        answers[name] = sys.stdin.readline().strip()
    return answers


def propose(
    case: str,
    *,
    action: str,
    policy: str,
    facts: str = "",
    until: str = "",
    label: str = "",
    key: Key,
    who: Who,
    profile: Where,
) -> None:
    """Claim a case, draft a proposal on it, read it, sign it. `facts` is what the person concerned
    is told about them.

    With `--until` its effect ends by itself: an instant such as 2026-11-24T11:00:00.000Z, or a
    number of days from now, such as 3d. `--label` is what a label says.
    """
    ends = _ends(until)
    found = client(profile, key)
    row = found.call("GET", f"/v1/cases/{case}")["case"]
    if not isinstance(row, dict):
        sys.exit("The server showed no case.")
    version = integer(row, "version")  # pyright: ignore[reportUnknownArgumentType]
    claimed = found.call("POST", f"/v1/cases/{case}/claim", {"version": version})
    wish: dict[str, object] = {
        "action": action,
        "policy": policy,
        "fence": integer(claimed, "fence"),
        **({UNTIL: ends} if ends else {}),
        **({LABEL: label} if label else {}),
    }
    if facts:
        wish[told.PARAMETER] = facts
    drafted = _drafted(found, case, wish)
    shown = found.check(drafted)
    _confirm(shown, Kind.PROPOSE, who)
    _open(found, shown)
    if drafted.get("interim"):
        unsaid = {PARAMETER: None, told.PARAMETER: None}
        _meanwhile(found, {**drafted, "statement": drafted["interim"], **unsaid}, who)


def _ends(until: str) -> str:
    """The instant that is meant; the server says which it lets through."""
    days = re.fullmatch(r"([1-9][0-9]{0,2})d", until)
    return stamp(after(int(days[1]), now())) if days else until


def _open(found: Client, shown: Shown) -> None:
    body = {"statement": shown.statement.fields(), **found.signed(shown.statement)}
    print(plain(f"Proposed: {text(found.call('POST', '/v1/proposals', body), 'id')}"))


def _meanwhile(found: Client, drafted: Mapping[str, object], who: str) -> None:
    """Offers the policy's interim measure; it has to be typed, for nothing unsigned ever acts."""
    shown = found.check(drafted)
    if FACTS[shown.statement.action].silencing:
        sys.exit("The server's interim measure would silence. It was not signed.")
    print(f"\nMeanwhile, while it waits for hands:\n{rendered(shown, Kind.PROPOSE, who)}")
    print("Type yes to sign this too: ", end="", flush=True)
    if sys.stdin.readline().strip() == "yes":
        _open(found, shown)


def link(name: str, *, key: Key, profile: Where) -> None:
    """Take a link to the signer, where a proposal or amendment is approved with a passkey; good
    for ten minutes."""
    answer = client(profile, key).call("POST", "/v1/signing/links", {"about": name})
    print(plain(text(answer, "url"), 2000))


def execute(proposal: str, *, key: Key, who: Who, profile: Where) -> None:
    """Ask the effector to carry a proposal out now; it judges the signatures itself."""
    print(client(profile, key).order("execute", proposal, who))


def revoke(proposal: str, *, key: Key, who: Who, profile: Where) -> None:
    """Take your own hand back from a proposal, before it is executed."""
    found = client(profile, key)
    found.say(found.proposal(proposal), Kind.REVOKE, who)
    print(f"Revoked: your hand in {proposal}.")


def revoke_key(key_id: str, *, key: Key, who: Who, profile: Where) -> None:
    """Revoke a key of your own, at once and for good."""
    print(client(profile, key).order("revoke-key", key_id, who))
