"""Reading the YAML files that people sign."""

from collections.abc import Mapping
from pathlib import Path

import yaml

from quorate.ledger.fields import as_object


class _Loader(yaml.SafeLoader):
    """Safe, and a date stays the text it is."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, form) for tag, form in found if tag != "tag:yaml.org,2002:timestamp"]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read_file(path: Path) -> Mapping[str, object]:
    """The file's whole. Raises ValueError or yaml.YAMLError."""
    return as_object(yaml.load(path.read_text(), _Loader), "file")  # noqa: S506
