"""What speaks for the sources of people."""

from quorate.ledger.keys import PrivateKey
from quorate.people.chain import Speaker
from quorate.settings.serve import ServeSettings
from quorate.settings.sources import source_settings


def speakers(settings: ServeSettings) -> dict[str, Speaker]:
    """By the source's name: who signs what it says."""
    found = source_settings(settings.sources)
    return {name: Speaker(name, PrivateKey.load(s.key)) for name, s in found.items()}
