"""What the signer's script says: the page carries it to it in its own language."""

from typing import Final

from quorate.languages.tongues import carried

TEXTS: Final = (
    "It was refused.",
    "Made. It counts once a quorum has enrolled it.",
    "Signed by %(who)s: %(word)s.",
    "This page needs https or localhost, and a browser with passkeys.",
    "Type %(account)s to sign.",
)


def scripted() -> dict[str, str]:
    """What a page of the signer brings along."""
    return carried(TEXTS)
