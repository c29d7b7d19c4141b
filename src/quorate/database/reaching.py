"""How long a database that is gone without a word is waited for: seconds, where the system's own
patience is two hours on an open connection and two minutes on a new one.

A machine without current says no goodbye. Of several in one URL, each is given up so early that the
leader is found by the next.
"""

from collections.abc import Mapping
from typing import Final

from psycopg.conninfo import conninfo_to_dict, make_conninfo

# Seconds; for what is sent and not acknowledged milliseconds.
_PATIENCE: Final[Mapping[str, int]] = {
    "connect_timeout": 5,
    "keepalives_idle": 2,
    "keepalives_interval": 1,
    "keepalives_count": 3,
    "tcp_user_timeout": 5_000,
}


def within_seconds(url: str) -> str:
    """The URL with that patience; what it says of this itself stands."""
    return make_conninfo("", **{**_PATIENCE, **conninfo_to_dict(url)})
