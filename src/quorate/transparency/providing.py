"""The provider's file, read from the disk."""

from pathlib import Path

import yaml

from quorate.ledger.fields import as_object
from quorate.transparency.provider import Provider, read_provider
from quorate.vocabulary.errors import ToldError
from quorate.vocabulary.yamls import read_yaml


class ProviderFileError(ToldError):
    """The provider's file cannot be used; the message names it and says why."""


def load_provider(path: Path) -> Provider:
    """Raises ProviderFileError."""
    try:
        return read_provider(as_object(read_yaml(path.read_text()), "provider"))
    except (OSError, ValueError, yaml.YAMLError, RecursionError) as problem:
        raise ProviderFileError(f"{path.name}: {problem}") from problem
