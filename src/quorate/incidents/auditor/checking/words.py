"""What people sign: the words behind each entry that is somebody's own."""

# Entries are parsed JSON, and there is no library here to give it types:
# pyright: basic
from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from checking.log import digest

SLOTS = {
    "approve": "approver",
    "deny": "objector",
    "propose": "proposer",
    "restore": "restorer",
    "revoke": "objector",
    "veto": "objector",
}
WORDS = {
    "approved": "approve",
    "denied": "deny",
    "opened": "propose",
    "restored": "restore",
    "revoked": "revoke",
    "vetoed": "veto",
}
ABOUT = {"assigned": "to", "closed": "outcome", "escalated": "reason", "reopened": "reason"}
RAISE = [
    "genesis",
    "ref",
    "tier",
    "criterion",
    "owner",
    "review_by",
    "signer",
    "reason_commitment",
    "at",
]


class Word(NamedTuple):
    """What was signed, by whom, and the row that holds the key and its proof; with the slot and
    the nonce where a passkey's challenge covers them, too."""

    digest: bytes
    signer: str
    row: dict[str, Any]
    slot: str = ""
    nonce: str = ""


Named = Callable[[str], dict[str, Any]]
"""Finds the words of a proposal or an amendment by its name."""


def object_of(value: Any) -> dict[str, Any]:
    """What is an object, or an empty one."""
    return value if isinstance(value, dict) else {}


def effectors_own(event: str) -> bool:
    """Whether none but an effector writes such an entry."""
    rooms = ("effect", "glass", "identity", "key", "page", "person", "reveal")
    return event.partition(":")[0] in rooms or event in ("amendment:applied", "proposal:overdue")


def people_of(entry: dict[str, Any]) -> list[dict[str, Any]]:
    """The people's rows in an entry."""
    change = entry["data"].get("change") or {}
    content = object_of(entry["data"].get("amendment")).get("content", {})
    rows = list(change.get("content", {}).get("people", []))
    return rows + ([content["person"]] if "person" in content else [])


def word(entry: dict[str, Any], genesis: str, statement: Named, amendment: Named) -> Word | None:
    """What a person signed in this entry; None where it is nobody's word."""
    data, (room, _, happened) = entry["data"], entry["event"].partition(":")
    if room in ("proposal", "effect", "amendment") and happened in WORDS:
        return _of_quorum(room, WORDS[happened], data, statement, amendment)
    if entry["event"] == "register:raised":
        said = {name: data[name] for name in RAISE}
        return Word(digest("quorate/raise/v3", said), data["signer"], data)
    own = {"event": entry["event"], "genesis": genesis, "signer": data.get("by")}
    if room == "case" and happened in ABOUT and entry["attested"] == "person":
        # Without a signature of its own it rests on a signed proposal.
        about = data[ABOUT[happened]]
        return _of_case(own, data["case"], about, data) if "sig" in data else None
    if room == "notifier":
        about = data["days"] if happened == "suspended" else ""
        return _of_case(own, data["notifier"], about, data)
    if entry["event"] in ("appeal:decided", "appeal:settled"):
        return _of_appeal(own, data)
    if entry["event"] in ("order:answered", "order:rejected", "order:vouched"):
        return _of_legal_order(own, data)
    order = object_of(data.get("order"))
    return _of_order(room, order, data) if order else None


def _of_quorum(
    room: str, kind: str, data: dict[str, Any], statement: Named, amendment: Named
) -> Word:
    """A hand's word on a proposal, or on an amendment."""
    if room == "amendment":
        domain, opened = "quorate/amendment/v2", data["amendment"]
        opened = amendment(opened) if isinstance(opened, str) else opened
        signer = data.get("signer", "")
    else:
        domain = "quorate/statement/v1"
        opened = data.get("statement") or statement(data.get("proposal", ""))
        signer = data.get("signer") or opened["signer"]
    slot = SLOTS[kind]
    said = {**opened, "kind": kind, "slot": slot, "signer": signer}
    return Word(digest(domain, said), signer, data, slot, said["nonce"])


def _of_case(own: dict[str, Any], case: str, about: str, data: dict[str, Any]) -> Word:
    """A decision about a case, or about whoever misuses notices."""
    said = {**own, "case": case, "version": data["version"], "about": about}
    return Word(digest("quorate/case-decision/v1", said), own["signer"], data)


def _of_appeal(own: dict[str, Any], data: dict[str, Any]) -> Word:
    """A decision of an appeal, or how it was settled out of court."""
    decided = own["event"] == "appeal:decided"
    said = {
        **own,
        "appeal": data["appeal"],
        "decision": data["decision"],
        "outcome": data["outcome"] if decided else f"{data['outcome']} {data['on']}",
        "text": data["answer" if decided else "body"],
    }
    return Word(digest("quorate/appeal-decision/v1", said), own["signer"], data)


def _of_legal_order(own: dict[str, Any], data: dict[str, Any]) -> Word:
    """A word on an authority's order, or its answer."""
    answered = own["event"] == "order:answered"
    parts = [data.get("outcome"), data.get("ground") or "-", data.get("effected") or "-"]
    said = {
        **own,
        "order": data["order"],
        "content": data["content"],
        "about": " ".join([*parts, *data["given"]]) if answered else data["how"],
        "text": data["answer"] if answered else "",
    }
    return Word(digest("quorate/legal-order/v1", said), own["signer"], data)


def _of_order(room: str, order: dict[str, Any], data: dict[str, Any]) -> Word:
    """An order to an effector, or to show private data; its proof stands in it or beside it."""
    said = {k: v for k, v in order.items() if k not in ("key", "sig")}
    domain = "quorate/reveal/v1" if room == "reveal" else "quorate/order/v1"
    return Word(digest(domain, said), order["signer"], order if "sig" in order else data)
