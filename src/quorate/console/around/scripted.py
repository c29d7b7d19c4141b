"""What the console's scripts say: the page carries it to them in its own language."""

from typing import Final

from quorate.languages.tongues import carried

TEXTS: Final = (
    "Asked. Three founders have to enrol it; then it stands in the list above.",
    "Close",
    "Next row, row before",
    "The order says something else than this page: nothing was signed.",
    "These keys",
    "This page needs https or localhost: browsers keep signing keys for secure pages only.",
    "Type %(account)s to sign.",
    "Your browser made a key. Three founders have to enrol it; this page waits.",
)


def scripted() -> dict[str, str]:
    """What a page of the console brings along."""
    return carried(TEXTS)
