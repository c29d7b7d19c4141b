"""Who may end an amendment: one answer for the web, which takes a denial, for the effector's door,
which takes a veto, and for the fold, which believes both. Pure."""

from datetime import datetime
from typing import Final

from quorate.authority.administrators import founder_of
from quorate.authority.amendment import Amendment
from quorate.authority.charter import Charge, Genesis
from quorate.authority.slots import ADMINISTRATING
from quorate.ledger.fields import as_object, text
from quorate.people.model import Key, Passkey, employed
from quorate.people.roster import Roster, read_keys
from quorate.people.signed import Signed
from quorate.vocabulary.kinds import Channel, Kind, Role
from quorate.vocabulary.problems import Problem, Refusal

IN_OWN_MATTER: Final = Refusal(
    Problem.SELF_EXCLUDED, "nobody ends an amendment in their own matter", "signer", "I2"
)


def has_say(genesis: Genesis, roster: Roster, signed: Signed, *roles: Role) -> bool:
    """Whether a signer is a founder, lead or owner, or has one of these further roles."""
    if founder_of(genesis, signed.key) is not None:
        return True
    return bool(roster.roles_of(signed.signer) & (ADMINISTRATING | set(roles)))


def may_object(
    kind: Kind,
    genesis: Genesis,
    roster: Roster,
    amendment: Amendment,
    signed: Signed,
    now: datetime,
    *,
    glass: bool,
) -> Refusal | None:
    """Founders, leads and owners deny and veto, on-call vetoes; so does whose own keys are touched,
    for it may be a theft. Otherwise nobody ends what is about themselves (I2), nor anything at all
    once locked out or gone (I5), or under a broken glass (I22). Off shift they do."""
    concerned, signer = amendment.concerned, signed.signer
    if signer in concerned and _touches_keys(roster, amendment):
        return None
    if concerned.intersection({signer, *roster.accounts_of(signer)}):
        return IN_OWN_MATTER
    roles = (Role.ON_CALL,) if kind is Kind.VETO else ()
    if not has_say(genesis, roster, signed, *roles):
        return Refusal(Problem.NOT_ELIGIBLE, "no say in this amendment", "signer")
    person = roster.people.get(signer)
    if person and not employed(person, now):
        return Refusal(Problem.PERSON_NOT_ALIVE, f"{signer}: not employed", "signer", "I5")
    if glass:
        return Refusal(Problem.NARROWED, "a broken glass only frees", "signer", "I22")
    return None


def _touches_keys(roster: Roster, amendment: Amendment) -> bool:
    """Whether a person gets other keys than they hold; ValueError where it is about nobody.

    By what would follow: a key that its holder gave up stays given up whatever the row says, so
    nobody makes the row differ by revoking one. The same key on another channel is another.
    """
    row = as_object(amendment.content.get(Charge.PERSON), "person")
    who = text(row, "id")
    get = {_told(k) for k in read_keys(row, who) if k.id not in roster.revoked}
    return get != {_told(k) for k in roster.keys_of(who)}


def _told(key: Key) -> tuple[str, Channel, Passkey | None]:
    """What makes one key another to its holder."""
    return key.id, key.channel, key.passkey
