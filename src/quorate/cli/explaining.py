"""`quorate explain`: why somebody may or may not do something, as the installation answers."""

from urllib.parse import urlencode

from quorate.cli.hands import Key, Where, Who, client
from quorate.ledger.fields import items, text, truth
from quorate.vocabulary.terminal import plain


def explain(
    person: str,
    action: str,
    *,
    key: Key,
    who: Who,
    profile: Where,
    tier: int | None = None,
    case: str = "",
    proposal: str = "",
    subject: str = "",
    at: str = "",
) -> None:
    """Say why PERSON may or may not ACTION: claim, see, propose, approve, deny, veto, restore,
    reveal, protect, assign, reopen, administrate. PERSON `me` is you."""
    asked = {
        "person": who if person == "me" else person,
        "action": action,
        "about": case or proposal or subject,
        "at": at,
        **({} if tier is None else {"tier": str(tier)}),
    }
    found = client(profile, key).call("GET", f"/v1/explain?{urlencode(asked)}")
    may = "may" if truth(found, "may") else "may not"
    print(plain(f"{asked['person']} {may} {action}, at {text(found, 'at')}."))
    for ground in items(found, "grounds"):
        promise = f", {ground['promise']}" if ground["promise"] else ""
        mark = "+" if truth(ground, "holds") else "-"
        print(plain(f"  {mark} {text(ground, 'says')} [{text(ground, 'rule')}{promise}]"))
        if not truth(ground, "holds"):
            print(plain(f"      way out: {text(ground, 'way_out')}"))
    if found["besides"]:
        print(plain(text(found, "besides")))
    for change in items(found, "ahead"):
        turns = "yes" if truth(change, "may") else "no"
        print(plain(f"  from {text(change, 'at')}: {turns}, {text(change, 'says')}"))
