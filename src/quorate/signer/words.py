"""What a signature will do, in words made from the proposal's own bytes."""

from collections import Counter
from collections.abc import Mapping

from quorate.decisions.shown import Shown
from quorate.ledger.fields import texts
from quorate.vocabulary.actions import FACTS
from quorate.vocabulary.kinds import Kind

TIERS = ("standard", "elevated", "protected", "critical")


def title(shown: Shown) -> str:
    """`Suspend @office:example.org`."""
    return f"{shown.statement.action.replace('_', ' ').capitalize()} {shown.resolution.native}"


def counted(found: Mapping[str, object]) -> str:
    """Which hands are missing, as the server counts them: its word alone, so it is told apart."""
    missing = Counter(slot[:80] for slot in texts(found, "missing")[:20])
    hands = ", ".join(f"{n} {slot}s" if n > 1 else slot for slot, n in missing.items())
    more = found.get("more_approvers")
    if isinstance(more, int) and more > 0:
        hands += f"; the quorum is raised by {more} approver{'s' if more > 1 else ''}"
    return hands.removeprefix("; ")


def told(shown: Shown, who: str) -> list[tuple[str, str]]:
    """Label and text of each line, in reading order."""
    said, facts = shown.statement, FACTS[shown.statement.action]
    reach = "one person" if shown.resolution.reach == 1 else f"{shown.resolution.reach:,} people"
    lines = [
        ("What happens", f"It {facts.says}."),
        ("To whom", f"{shown.resolution.native} on {said.connector}"),
        ("Can it be undone", "By any one eligible person" if facts.reversible else "NO, NEVER"),
        ("Tier", f"{said.tier}, {TIERS[said.tier]}"),
        ("Heard by", reach),
        ("Reported by", f"{shown.resolution.reporter_count} people"),
        ("Under the policy", f"{shown.policy.name}: {shown.policy.text}"),
        ("Proposed by", f"{said.signer}, in {said.case.id}"),
        ("Approve by", f"{said.approve_by}, carried out by {said.execute_by}"),
    ]
    if shown.interest:
        lines += [("Public interest", f"{q} {a}") for q, a in shown.interest.told()]
    approval = said.spoken_by(Kind.APPROVE, who).digest().hex()
    return [*lines, ("Digest of your approval", approval)]
