"""What commands read: the YAML files that people write, and a ledger's folder."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Final

from cyclopts import Parameter

from quorate.ledger.fields import as_object
from quorate.vocabulary.yamls import read_yaml

DEMO_LEDGER: Final = Path("var/demo/ledger")
Ledger = Annotated[Path, Parameter(env_var="QUORATE_LEDGER", help="a ledger's folder")]


def read_file(path: Path) -> Mapping[str, object]:
    """The file's whole. Raises ValueError or yaml.YAMLError."""
    return as_object(read_yaml(path.read_text()), "file")
