"""SQL of trusted flaggers, and how their notices fare."""

from dataclasses import dataclass
from uuid import UUID

from psycopg.rows import dict_row

from quorate.intake.flaggers import Flagger, SuspendReason
from quorate.intake.notice_store import Connection

_COLUMNS = "id, name, contact, source, domain, awarded_by, areas, since, until, suspended, number"


@dataclass(frozen=True, slots=True)
class Fared:
    """A flagger's notices: decided ones, those acted on, and the median hours until decided."""

    notices: int
    decided: int
    actioned: int
    hours: float | None

    @property
    def share(self) -> float | None:
        """Of what was decided, how much was acted on; None where nothing was."""
        return self.actioned / self.decided if self.decided else None


def _read(row: dict[str, object]) -> Flagger:
    suspended = row["suspended"]
    areas = tuple(str(row["areas"]).split())
    said = SuspendReason(str(suspended)) if suspended else None
    return Flagger(**{**row, "areas": areas, "suspended": said})  # pyright: ignore[reportArgumentType]


async def flaggers(conn: Connection) -> list[Flagger]:
    """All of them, by name."""
    cursor = conn.cursor(row_factory=dict_row)
    await cursor.execute(f"SELECT {_COLUMNS} FROM trusted_flaggers ORDER BY name, id")  # noqa: S608
    return [_read(row) for row in await cursor.fetchall()]


async def load_for_change(conn: Connection, flagger: UUID) -> Flagger | None:
    """One of them, locked until the transaction ends."""
    cursor = conn.cursor(row_factory=dict_row)
    await cursor.execute(
        f"SELECT {_COLUMNS} FROM trusted_flaggers WHERE id = %s FOR UPDATE",  # noqa: S608
        (flagger,),
    )
    row = await cursor.fetchone()
    return _read(row) if row else None


async def sent_by(conn: Connection, source: str, domain: str | None) -> Flagger | None:
    """Whose token it came with, else at whose domain the address is."""
    cursor = conn.cursor(row_factory=dict_row)
    await cursor.execute(
        f"SELECT {_COLUMNS} FROM trusted_flaggers WHERE source = %(source)s"  # noqa: S608
        " OR domain = %(domain)s ORDER BY (source = %(source)s) IS TRUE DESC LIMIT 1",
        {"source": source, "domain": domain},
    )
    row = await cursor.fetchone()
    return _read(row) if row else None


async def add(conn: Connection, flagger: Flagger) -> bool:
    """False where another one has this token or domain."""
    done = await conn.execute(
        "INSERT INTO trusted_flaggers (id, name, contact, source, domain, awarded_by, areas, since,"
        " until, suspended, number) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
        " ON CONFLICT DO NOTHING",
        (
            *(flagger.id, flagger.name, flagger.contact, flagger.source, flagger.domain),
            *(flagger.awarded_by, " ".join(flagger.areas), flagger.since, flagger.until),
            *(flagger.suspended, flagger.number),
        ),
    )
    return done.rowcount == 1


async def save(conn: Connection, flagger: Flagger) -> None:
    """Writes what a decision may change, and has the open cases of its notices ranked anew."""
    await conn.execute(
        "UPDATE trusted_flaggers SET until = %s, suspended = %s, number = %s WHERE id = %s",
        (flagger.until, flagger.suspended, flagger.number, flagger.id),
    )
    await conn.execute(
        "UPDATE cases SET unranked = true WHERE state = 'open'"
        " AND id IN (SELECT case_id FROM notices WHERE flagger_id = %s AND trusted)",
        (flagger.id,),
    )


async def fared(conn: Connection) -> dict[UUID, Fared]:
    """How each flagger's notices of all time fared; a notice is decided when its case is."""
    rows = await conn.execute(
        "SELECT n.flagger_id, count(*), count(c.closed_at),"
        " count(*) FILTER (WHERE c.outcome = 'actioned'), percentile_cont(0.5) WITHIN GROUP"
        " (ORDER BY extract(epoch FROM c.closed_at - n.received_at) / 3600)"
        " FILTER (WHERE c.closed_at IS NOT NULL) FROM notices n"
        " LEFT JOIN cases c ON c.id = n.case_id WHERE n.flagger_id IS NOT NULL"
        " AND (n.confirmed_at IS NOT NULL OR n.source <> 'notice:form') GROUP BY n.flagger_id"
    )
    return {row[0]: Fared(*row[1:]) for row in await rows.fetchall()}
