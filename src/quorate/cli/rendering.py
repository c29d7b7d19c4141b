"""A proposal in words, from its own bytes: what happens to whom, and what the signature says."""

from quorate.client import Shown
from quorate.decisions import facts
from quorate.decisions.interest import LONGEST
from quorate.decisions.statement import Statement
from quorate.vocabulary.actions import FACTS
from quorate.vocabulary.kinds import Kind
from quorate.vocabulary.terminal import plain
from quorate.vocabulary.tiers import TIERS
from quorate.vocabulary.times import stamp


def _lasts(said: Statement) -> list[str]:
    if said.until:
        return [f"  lasts      until {stamp(said.until)}, then it ends by itself"]
    return ["  lasts      until somebody restores it"] if FACTS[said.action].may_end else []


def rendered(shown: Shown, kind: Kind, signer: str) -> str:
    """What the signer reads before signing."""
    said = shown.statement.spoken_by(kind, signer)
    does = FACTS[said.action]
    undo = "It can be undone by any one eligible person." if does.reversible else "NO UNDO."
    lines = [
        f"{kind.upper()}: {said.action} of {plain(shown.resolution.native)}",
        f"  This {does.says}. {undo}",
        *([f"  label      {plain(said.label)}"] if said.label else []),
        *_lasts(said),
        f"  on         {plain(said.connector)}",
        f"  tier       {said.tier} ({TIERS[said.tier]}), reach {shown.resolution.reach} people",
        f"  reported   by {shown.resolution.reporter_count} people",
        f"  policy     {plain(shown.policy.name)}: {plain(shown.policy.text)}",
        f"  proposed   by {plain(shown.statement.signer)}, case {plain(said.case.id)}",
        f"  approve by {said.approve_by}, execute by {said.execute_by}",
        f"  proposal   {plain(said.proposal)}",
        f"  digest     {said.digest().hex()}",
    ]
    if shown.interest:
        lines.insert(-1, "  public interest")
        lines[-1:-1] = [f"    {q} {plain(a, LONGEST)}" for q, a in shown.interest.told()]
    if shown.facts:
        told = [plain(line, facts.LONGEST) for line in shown.facts.text.split("\n")]
        lines[-1:-1] = ["  the person concerned is told", *(f"    {line}" for line in told)]
    return "\n".join(lines)
