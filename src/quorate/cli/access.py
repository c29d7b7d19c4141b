"""What every command of a person takes: key, name and installation."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from quorate.client import Client
from quorate.ledger.keys import PrivateKey
from quorate.profile import read_profile

Key = Annotated[Path, Parameter(env_var="QUORATE_KEY", help="your key file, mode 0600")]
Who = Annotated[str, Parameter(env_var="QUORATE_PERSON", help="your id in the people file")]
Where = Annotated[Path, Parameter(env_var="QUORATE_PROFILE", help="the installation's profile")]


def client(profile: Path, key: Path) -> Client:
    """The person's client from the two files."""
    return Client(read_profile(profile), PrivateKey.load(key))
