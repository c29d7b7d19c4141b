"""`quorate reveal`: a look at one private field, said before it is signed, shown once."""

import sys
from typing import Annotated

from cyclopts import Parameter

from quorate.accounts.resolution import Resolution, read_resolution
from quorate.accounts.reveal import Reveal, read_reveal
from quorate.cli.hands import Key, Where, Who, client
from quorate.client import Client, MistrustError
from quorate.effects.asking import Shown, read_shown
from quorate.people.keys import key_id, signature_holds
from quorate.vocabulary.private import FIELDS, PrivateField, Purpose
from quorate.vocabulary.terminal import plain

For = Annotated[Purpose, Parameter(help="why you look")]


def wanted(found: Client, case: str, field: str, purpose: str) -> tuple[Reveal, Resolution]:
    """The order to sign, checked: about this case and field, and about whom the effector says."""
    body = {"field": field, "purpose": purpose}
    made = found.call("POST", f"/v1/cases/{case}/reveal-orders", body)
    try:
        order, signed = read_reveal(made.get("order")), read_resolution(made.get("resolution"))
        held = signed.holds(found.profile.effectors)
    except ValueError as problem:
        raise MistrustError(f"The server's bytes are no order: {problem}") from problem
    about = (order.genesis, order.case, order.field, order.purpose, order.ref)
    said = (found.profile.genesis, case, field, purpose, signed.resolution.ref)
    if not held or about != said:
        raise MistrustError("The order is about something else. Nothing was signed.")
    return order, signed.resolution


def looked(found: Client, order: Reveal) -> Shown:
    """What the effector shows for the signed order, under its own signature."""
    body = {
        "order": order.fields(),
        "key": key_id(found.key.public),
        "sig": found.key.sign(order.digest()).hex(),
    }
    shown = read_shown(_nested(found.call("POST", f"/v1/cases/{order.case}/reveals", body)))
    public = found.profile.effectors.get(shown.effector, "")
    if not signature_holds(public, shown.digest(), bytes.fromhex(shown.sig)):
        raise MistrustError("No effector of this installation said so")
    return shown


def _nested(row: dict[str, object]) -> dict[str, object]:
    """The API's flat answer as the effector's door gives it."""
    shown = {name: row.get(name) for name in ("reveal", "field", "values", "ends")}
    return {"shown": shown, "effector": row.get("effector"), "sig": row.get("sig")}


def reveal(
    case: str, field: PrivateField, *, purpose: For, key: Key, who: Who, profile: Where
) -> None:
    """See one private field of the account of a case that you hold; it is recorded first."""
    found = client(profile, key)
    order, resolution = wanted(found, case, field, purpose)
    if order.signer != who:
        sys.exit("The order is in somebody else's name. Nothing was signed.")
    print(f"You would see {FIELDS[field].says}, of {plain(resolution.native)}.")
    print(f"Recorded for good: that {plain(who)} looked, at which field, in {plain(case)}, for")
    print(f"{purpose}, and when. Colleagues see it on the account's page. Not what you see.")
    print("Type yes to sign: ", end="", flush=True)
    if sys.stdin.readline().strip() != "yes":
        sys.exit("Not signed.")
    shown = looked(found, order)
    print(f"To be seen until {shown.ends}; keep no copy.")
    for line in shown.values or ["The platform has none."]:
        print(plain(line, 1000))
