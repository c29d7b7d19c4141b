"""A known picture, as users of a real Synapse post and report it: the running worker fetches it by
the effector, hashes it in its child, and an alarm joins the case."""

import secrets
from pathlib import Path

import httpx2
import psycopg
import pytest
from tests.installed import wait_until
from tests.picturing import copied, drawn, saved

from quorate.demo.matrix import JsonObject, MatrixClient, call
from quorate.demo.people import LEAD
from quorate.demo.setting import Setting
from quorate.ledger.fields import as_object, integer, text
from quorate.settings.reading import secret
from quorate.signals.hasher import Hasher

pytestmark = pytest.mark.platform
ALARMS = (
    "SELECT s.native, r.evidence->0->>'bank', r.evidence->0->>'distance' FROM reports r"
    " JOIN subjects s ON s.id = r.subject_id WHERE r.evidence->0->>'kind' = 'bank'"
)


def posted(user: MatrixClient, room: str, data: bytes) -> str:
    """As a user's own client sends a picture; the event."""
    headers = {"Authorization": f"Bearer {user.token}", "Content-Type": "image/png"}
    answer = httpx2.post(f"{user.base_url}/_matrix/media/v3/upload", content=data, headers=headers)
    body: JsonObject = {"msgtype": "m.image", "body": "a.png", "url": answer.json()["content_uri"]}
    path = f"rooms/{room}/send/m.room.message/{secrets.token_hex(8)}"
    sent = call("PUT", f"{user.base_url}/_matrix/client/v3/{path}", body, user.token)
    return text(sent[1], "event_id")


def reported(quorate: Setting, data: bytes) -> str:
    """Posted by one user and reported by another; the first one's id."""
    user = quorate.synapse.client(f"painter-{secrets.token_hex(4)}")
    reporter = quorate.synapse.client(f"reporter-{secrets.token_hex(4)}")
    room = text(user.create_room("here")[1], "room_id")
    reporter.join(room)
    assert reporter.report_event(room, posted(user, room, data), "known", -50)[0] == 200
    return user.user_id


def outcomes(quorate: Setting) -> dict[str, int]:
    found = quorate.client(LEAD).call("GET", "/v1/signals/banks")["pictures"]
    row = as_object(found, "pictures")
    return {name: integer(row, name) for name in row if row[name]}


async def live_bank(quorate: Setting, picture: bytes) -> None:
    hasher = Hasher()
    made = await hasher.hash(picture)
    await hasher.close()
    assert isinstance(made, list)
    body = {"name": "known", "algorithm": "phash", "distance": 7, "area": "spam"}
    lines = [f"{made[0].value:016x}"]
    quorate.client(LEAD).call("POST", "/v1/signals/banks", {**body, "hashes": lines})
    # The cast has one lead; what a second one does is tested at the doors.
    with psycopg.connect(secret(quorate.folder / "serve/database_url")) as conn:
        conn.execute("UPDATE signal_banks SET state = 'live', moved_by = 'other', moved_at = now()")


async def test_a_copy_of_a_known_picture_becomes_an_alarm_and_bad_ones_cost_no_report(
    quorate: Setting,
) -> None:
    await live_bank(quorate, saved(drawn(1)))
    broken = reported(quorate, saved(drawn(3))[:4000])
    other = reported(quorate, saved(drawn(2)))
    page = reported(quorate, b"<html>no picture</html>")
    near = reported(quorate, copied(1))
    wanted = {"compared": 2, "no_picture": 1, "not_decoded": 1}
    wait_until(lambda: outcomes(quorate) == wanted, 90)
    with psycopg.connect(secret(quorate.folder / "serve/database_url")) as conn:
        alarms = conn.execute(ALARMS).fetchall()
        filed = conn.execute(
            "SELECT count(*) FROM reports r JOIN subjects s ON s.id = r.subject_id"
            " WHERE s.native = ANY(%s) AND r.kind = 'report'",
            ([broken, other, page, near],),
        ).fetchone()
    assert [(native, bank) for native, bank, _ in alarms] == [(near, "known")]
    assert filed == (4,)
    for process in ("effector", "sequencer", "serve", "worker"):
        maps = Path(f"/proc/{quorate.supervisor.pid(process)}/maps").read_text()
        assert "numpy" not in maps, process
    said = (quorate.folder / "log/worker.log").read_text()
    assert said.count("picture_not_compared") == 2
    assert "mxc://" not in said
