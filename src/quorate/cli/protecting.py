"""`quorate protect`: raising one subject's protection, or a whole file's, a signature each."""

import sys
from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

from quorate.accounts.listing_file import Wanted, read_listing_file
from quorate.accounts.raising import Raise
from quorate.accounts.resolution import read_resolution
from quorate.authority.charter import Charge
from quorate.cli.access import Key, Where, Who, client
from quorate.cli.administration import propose
from quorate.client import Client, RefusedError
from quorate.ledger.commitment import Salted
from quorate.ledger.fields import integer, items, optional_text, text
from quorate.people.keys import key_id
from quorate.vocabulary.criteria import CRITERIA, Criterion, weaker
from quorate.vocabulary.kinds import ValueKind
from quorate.vocabulary.terminal import plain
from quorate.vocabulary.times import now, stamp

REVIEWED_WITHIN = timedelta(days=180)
_PAGE = 500


def protect(
    subject: str = "",
    *,
    tier: int = 0,
    criterion: str = "",
    reason: str = "",
    owner: str | None = None,
    review_by: str | None = None,
    csv: Path | None = None,
    dry_run: bool = False,
    key: Key,
    who: Who,
    profile: Where,
) -> None:
    """Raise an account's protection at once, or with --csv that of every account of a file.

    Without --owner you look at it again, without --review-by within 180 days, or sooner where the
    criterion says so. The same raise again renews the review. Nothing here lowers; that takes
    `quorate lower`.
    """
    found = client(profile, key)
    if csv is not None:
        _protect_file(found, csv, who, dry_run=dry_run)
        return
    day = review_by or _usual_day(criterion)
    wanted = Wanted(0, subject, tier, criterion, owner or who, reason, day)
    ref = _ref(found, subject)
    if dry_run:
        print(plain(_change(wanted, _listed(found).get(ref))))
        return
    print(f"Raised to tier {_raise(found, wanted, ref, who)}.")


def lower(subject: str, *, tier: int, reason: str, key: Key, who: Who, profile: Where) -> None:
    """Propose to lower an account's protection, to 0 off the register.

    Two more people have to agree, a delay runs in which it may be vetoed, every page shows it,
    and it is felt 90 days later.
    """
    found = client(profile, key)
    content: dict[str, object] = {Charge.LOWERING: [{"ref": _ref(found, subject), "tier": tier}]}
    print(plain(f"LOWER the protection of {subject} to tier {tier}"))
    propose(found, content, reason, who)


def _usual_day(criterion: str) -> str:
    """When it is reviewed unless somebody says otherwise; the server knows every criterion."""
    facts = CRITERIA.get(Criterion(criterion)) if criterion in CRITERIA else None
    within = min(REVIEWED_WITHIN, facts.within) if facts else REVIEWED_WITHIN
    return (now() + within).date().isoformat()


def _ref(found: Client, subject: str) -> str:
    """The subject's pseudonym, as an effector signed it."""
    answer = found.call("POST", "/v1/subjects/resolve", {"kind": "account", "id": subject})
    signed = read_resolution(answer)
    if not signed.holds(found.profile.effectors) or signed.resolution.native != subject:
        sys.exit("No effector of this installation resolved the subject. Nothing was signed.")
    return signed.resolution.ref


def _raise(found: Client, wanted: Wanted, ref: str, who: str) -> int:
    reason = Salted.fresh(ValueKind.RAISE_REASON, wanted.reason)
    raised = Raise(
        found.profile.genesis,
        ref,
        wanted.tier,
        wanted.criterion,
        wanted.owner,
        wanted.review_by,
        who,
        reason.commitment,
        stamp(now()),
    )
    said = {k: v for k, v in raised.fields().items() if k != "reason_commitment"}
    body = {
        **said,
        "reason": reason.value,
        "salt": reason.salt.hex(),
        "key": key_id(found.key.public),
        "sig": found.key.sign(raised.digest()).hex(),
    }
    return integer(found.call("POST", "/v1/register/raises", body), "tier")


def _listed(found: Client) -> dict[str, Mapping[str, object]]:
    """The register as it stands, by pseudonym."""
    rows: dict[str, Mapping[str, object]] = {}
    cursor: str | None = ""
    while cursor is not None:
        query = urlencode({"cursor": cursor, "limit": _PAGE})
        page = found.call("GET", f"/v1/register?{query}")
        rows.update((text(row, "ref"), row) for row in items(page, "rows"))
        cursor = optional_text(page, "cursor")
    return rows


def _protect_file(found: Client, path: Path, who: str, *, dry_run: bool) -> None:
    """Checks every row first. Run again after it was cut off: what stands is not signed again."""
    rows, bad = read_listing_file(path.read_bytes(), now().date())
    for problem in bad:
        print(plain(f"line {problem.line}: {problem.why}"), file=sys.stderr)
    if bad:
        sys.exit(f"{len(bad)} lines cannot be used. Nothing was signed.")
    listed, counted = _listed(found), Counter[str]()
    for wanted in rows:
        try:
            ref = _ref(found, wanted.subject)
            change = _change(wanted, listed.get(ref))
            if change.startswith("raise") and not dry_run:
                _raise(found, wanted, ref, who)
        except RefusedError as refused:
            change = f"refused: {refused}"
        counted[change.partition(":")[0]] += 1
        print(plain(f"line {wanted.line}: {wanted.subject}: {change}"))
    told = ", ".join(f"{n} {what}" for what, n in sorted(counted.items())) or "no rows"
    print(f"{'Dry run, nothing was signed' if dry_run else 'Done'}: {told}.")
    if counted["refused"]:
        sys.exit(1)


def _change(wanted: Wanted, row: Mapping[str, object] | None) -> str:
    """What the row does to the register."""
    if row is None:
        return f"raise: to tier {wanted.tier}, {wanted.criterion}"
    tier = integer(row, "tier")
    if tier > wanted.tier:
        return f"kept: at tier {tier}, a file never lowers"
    if weaker(Criterion(wanted.criterion), Criterion(text(row, "criterion"))):
        return f"kept: {wanted.criterion} is weaker than {row.get('criterion')}"
    now_said = [str(row.get(k)) for k in ("criterion", "owner", "review_by")]
    if tier == wanted.tier and now_said == [wanted.criterion, wanted.owner, wanted.review_by]:
        return "unchanged: stands so already"
    return f"raise: tier {tier} to {wanted.tier}, {wanted.criterion}"
