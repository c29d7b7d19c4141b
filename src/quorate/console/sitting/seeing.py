"""How a person wants to see what was reported; who chose nothing has the safe way."""

from dataclasses import astuple, dataclass

from psycopg import AsyncConnection
from psycopg.rows import class_row


@dataclass(frozen=True, slots=True)
class Seeing:
    """`blurred`, `grey` and `muted` are about pictures, films and sounds, `folded` about texts of
    grave areas. `held` shows for as long as a key or pointer is held, else from press to press."""

    blurred: bool = True
    grey: bool = True
    muted: bool = True
    folded: bool = True
    held: bool = True


async def seeing(conn: AsyncConnection[object], person: str) -> Seeing:
    """What the person chose."""
    cursor = conn.cursor(row_factory=class_row(Seeing))
    await cursor.execute(
        "SELECT blurred, grey, muted, folded, held FROM care WHERE person = %s", (person,)
    )
    return await cursor.fetchone() or Seeing()


async def choose(conn: AsyncConnection[object], person: str, wanted: Seeing) -> None:
    """From the next page on."""
    await conn.execute(
        "INSERT INTO care (person, blurred, grey, muted, folded, held)"
        " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (person) DO UPDATE SET"
        " (blurred, grey, muted, folded, held) = (EXCLUDED.blurred, EXCLUDED.grey,"
        " EXCLUDED.muted, EXCLUDED.folded, EXCLUDED.held)",
        (person, *astuple(wanted)),
    )
