"""`quorate amend`, and the words about an amendment: read from its own bytes, hashed here."""

import sys
from collections.abc import Mapping
from pathlib import Path

from quorate.authority.amendment import Amendment
from quorate.authority.difference import differences
from quorate.authority.drafting import amendment_of
from quorate.authority.glass import EMERGENCY
from quorate.authority.shown import ShownAmendment
from quorate.cli.access import Key, Where, Who, client
from quorate.cli.files import read_file
from quorate.client import Client
from quorate.effects.configuration import read_configuration
from quorate.ledger.commitment import Salted
from quorate.vocabulary.kinds import Kind, ValueKind
from quorate.vocabulary.terminal import plain
from quorate.vocabulary.times import now


def rendered(
    amendment: Amendment,
    shown: ShownAmendment | None,
    kind: Kind,
    who: str,
    before: Mapping[str, object] | None = None,
) -> str:
    """What the signer reads before signing; what stands before is the server's word."""
    lines = [
        f"{kind.upper()}: amendment of {amendment.charge}",
        *(f"  concerns   {plain(who)}" for who in sorted(amendment.concerned)),
    ]
    for d in differences(amendment, before or {}):
        lines.append(f"  {plain(str(d.field))}: {plain(str(d.before))} -> {plain(str(d.after))}")
    if shown:
        hands = ", ".join([shown.proposer, *shown.approvals])
        lines += [f"  reason     {plain(shown.reason, 2000)}", f"  hands      {plain(hands)}"]
    lines += [
        f"  approve by {amendment.approve_by}",
        f"  amendment  {amendment.id}",
        f"  digest     {amendment.spoken(kind, who).digest().hex()}",
    ]
    return "\n".join(lines)


def say(name: str, kind: Kind, key: Path, who: str, profile: Path) -> None:
    """Approves, denies or vetoes after the id was typed."""
    found = client(profile, key)
    shown, before = found.amendment(name)
    print(rendered(shown.amendment, shown, kind, who, before))
    confirm(name)
    found.say_of_amendment(shown.amendment, kind, who)
    print(f"Signed: {kind} of {name}.")


def confirm(name: str) -> None:
    """The amendment's last eight digits are typed; anything else ends it, unsigned."""
    print(f"Type {name[-8:]} to sign: ", end="", flush=True)
    if sys.stdin.readline().strip() != name[-8:]:
        sys.exit("Not signed.")


def propose(found: Client, content: Mapping[str, object], reason: str, who: str) -> None:
    """Opens an amendment after its id was typed."""
    said = Salted.fresh(ValueKind.AMENDMENT_REASON, reason)
    made = amendment_of(content, found.profile.genesis, said, now())
    print(rendered(made, None, Kind.PROPOSE, who))
    confirm(made.id)
    found.open_amendment(made, said, who)
    print(f"Proposed: {made.id}")


def amend(file: Path, *, reason: str, key: Key, who: Who, profile: Where) -> None:
    """Propose to change people, policies, quorums or settings; two more people have to agree."""
    found = client(profile, key)
    propose(found, read_file(file), reason, who)


def break_glass(*, key: Key, who: Who, profile: Where) -> None:
    """In an emergency, on shift or off: an hour to restore and lock staff out, told to all."""
    print(client(profile, key).order("break-glass", EMERGENCY, who))


def review_glass(glass: str, *, key: Key, who: Who, profile: Where) -> None:
    """Say that you have looked at what a colleague did under a broken glass."""
    print(client(profile, key).order("review-glass", glass, who))


def lock_person(person: str, *, key: Key, who: Who, profile: Where) -> None:
    """Lock a colleague out at once; only an amendment brings them back."""
    print(client(profile, key).order("lock-person", person, who))


def acknowledge_change(change: str, *, key: Key, who: Who, profile: Where) -> None:
    """Take on, as on-call, a change on the platform that Quorate did not make."""
    print(client(profile, key).order("acknowledge-change", change, who))


def free_account(change: str, *, key: Key, who: Who, profile: Where) -> None:
    """Free at once the account of such a change, which no decision silences."""
    print(client(profile, key).order("free-account", change, who))


def identity(pseudonym: str, *, key: Key, who: Who, profile: Where) -> None:
    """See whom a pseudonym stands for, once a quorum opened it; your look is recorded first."""
    print(plain(client(profile, key).identity(pseudonym, who)))


def settings(file: Path) -> None:
    """Print the digest of an effector's settings file, for a `connector` amendment to pin."""
    print(read_configuration(file).settings)
