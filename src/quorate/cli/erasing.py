"""`quorate erase`: an owner takes a value away for good; its entry and receipts stay."""

import sys
from typing import Annotated

from cyclopts import Parameter

from quorate.authority.erasure import Erasure
from quorate.cli.access import Key, Where, Who, client
from quorate.vocabulary.kinds import Ground

On = Annotated[Ground, Parameter(help="why it is erased")]


def erase(commitment: str, *, ground: On, key: Key, who: Who, profile: Where) -> None:
    """Erase the value behind a commitment of the ledger, and its salt, for good."""
    print(f"Type {commitment[-8:]} to erase it for good: ", end="", flush=True)
    if sys.stdin.readline().strip() != commitment[-8:]:
        sys.exit("Not erased.")
    client(profile, key).erase(Erasure(commitment, ground), who)
    print(f"Erased: {commitment}")
