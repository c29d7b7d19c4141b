"""What is told of an entry that holds: one line of words."""

# Entries are parsed JSON, and there is no library here to give it types:
# pyright: basic
from __future__ import annotations

from typing import Any

from checking.bundle import Bundle
from checking.files import Wrong
from checking.words import object_of, people_of


def standing(bundle: Bundle, person: str, before: int) -> str:
    """Role, employment and team by the newest row here that stands before an entry."""
    for index in sorted((i for i in bundle.entries if i <= before), reverse=True):
        for row in people_of(bundle.entries[index]):
            if row.get("id") == person:
                return f" ({', '.join(row['roles'])}, {row['employment']}, team {row['team']})"
    return ""


def holds(bundle: Bundle, index: int, entry: dict[str, Any]) -> bool:
    """Whether an entry that is said not to count is vouched for all the same."""
    try:
        bundle.vouched(index, entry)
    except (Wrong, ValueError, KeyError, TypeError, AttributeError):
        return False
    return True


def in_words(bundle: Bundle, index: int) -> str:
    """One entry in words."""
    entry = bundle.entries[index]
    data = entry["data"]
    order = object_of(data.get("order"))
    signer = data.get("signer") or order.get("signer")
    who = entry["by"] if entry["attested"] == "person" else signer or data.get("by")
    who = str(who or entry["by"])
    statement = data.get("statement") or {}
    if not statement and data.get("proposal") and index not in bundle.flaws:
        statement = bundle.statement(data["proposal"])
    about = f"{statement['action']} of {statement['target']['ref']}" if statement else ""
    named = ("case", "outcome", "reason", "problem", "missing", "stage", "tier", "field")
    more = [f"{name} {data[name]}" for name in named if data.get(name) not in (None, "", [])]
    if data.get("hands"):
        more.append(f"hands {', '.join(data['hands'])}")
    flaw = f"  DOES NOT COUNT: {bundle.flaws[index]}" if index in bundle.flaws else ""
    flaw += " (its signatures hold nevertheless)" if flaw and holds(bundle, index, entry) else ""
    event = entry["event"].replace(":", " ")
    told = " | ".join(filter(None, (about, *more)))
    return (
        f"{entry['at']}  entry {index}  {who}{standing(bundle, who, index)}: {event}  {told}{flaw}"
    )
