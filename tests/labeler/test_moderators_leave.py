"""Who may be a moderator at a client of the network, when, and with which token."""

import pytest
from tests.casework import rows
from tests.labeler.moderating import (
    KEPT,
    PERSON,
    SPAM,
    Room,
    event,
    reported,
)
from tests.labeler.network import TROLL


async def test_somebody_s_own_key_is_not_one_that_the_server_may_keep(room: Room) -> None:
    await reported(room)
    keys = room.world.people[PERSON]["keys"]
    for changed in (
        [keys[0], {"public": KEPT.public.hex(), "channel": "cli"}],
        [keys[0]],
    ):
        room.world.changed(PERSON, keys=changed)
        found = await room.refused(event("modEventTakedown"), "none of `network`")
        assert found["status"] == 403
    assert rows(room.url, "SELECT FROM proposals") == []


async def test_a_body_that_is_not_taken_uses_no_token_up(room: Room) -> None:
    await reported(room)
    bearer = room.bearer("emitEvent")
    await room.refused(
        event("modEventEmail", subjectLine="x"), "modEventAcknowledge", bearer=bearer
    )
    comment = event("modEventComment", comment="x")
    await room.refused(comment, "externalId", externalId="7", bearer=bearer)
    assert (await room.emit(comment, bearer=bearer)).status_code == 200


async def test_who_is_no_moderator_is_refused(room: Room) -> None:
    other = "did:plc:" + "a" * 24
    room.directory.documents[other] = {**room.directory.documents[TROLL], "id": other}
    for issuer in (TROLL, "did:plc:" + "b" * 24):
        bearer = room.bearer("emitEvent", issuer)
        found = await room.refused(event("modEventAcknowledge"), "", bearer=bearer)
        assert (found["status"], found["error"]) == (401, "AuthenticationRequired")
    found = await room.refused(
        event("modEventAcknowledge"), "no moderator here", bearer=room.bearer("emitEvent", TROLL)
    )


async def test_nobody_speaks_for_another(room: Room) -> None:
    await reported(room)
    comment = event("modEventComment", comment="x")
    await room.refused(comment, "createdBy", createdBy=TROLL)
    assert rows(room.url, "SELECT FROM notes") == []


async def test_a_token_serves_once_and_for_its_method(room: Room) -> None:
    await reported(room)
    bearer = room.bearer("emitEvent")
    first = await room.emit(event("modEventComment", comment="one"), bearer=bearer)
    assert first.status_code == 200
    found = await room.refused(event("modEventComment", comment="two"), "used", bearer=bearer)
    assert found["status"] == 401
    found = await room.refused(
        event("modEventComment", comment="3"), "lxm", bearer=room.bearer("queryStatuses")
    )
    assert rows(room.url, "SELECT text FROM notes") == [("one",)]


async def test_a_report_uses_its_token_up_too(room: Room) -> None:
    bearer = room.bearer("emitEvent")
    said = event("modEventReport", reportType=SPAM)
    assert (await room.emit(said, bearer=bearer)).status_code == 200
    await room.refused(event("modEventReport", reportType=SPAM, comment="2"), "used", bearer=bearer)


async def test_whoever_may_do_nothing_now_does_nothing_here(room: Room) -> None:
    await reported(room)
    path = "/xrpc/tools.ozone.moderation.queryStatuses"
    for facts, named in (
        ({"shift": {"days": [1], "starts": "09:00", "ends": "10:00"}}, "shift"),
        ({"last_working_day": "2026-11-24"}, "contract ended"),
        ({"locked": True}, "locked"),
    ):
        room.world.changed(PERSON, **facts)
        found = await room.refused(event("modEventComment", comment="x"), named)
        assert (found["status"], found["error"]) == (403, "Forbidden")
        await room.refused(event("modEventReport", reportType=SPAM), named)
        headers = {"Authorization": f"Bearer {room.bearer('queryStatuses')}"}
        assert (await room.client.get(path, headers=headers)).status_code == 403
    assert rows(room.url, "SELECT FROM notes") == []


async def test_near_the_end_of_a_shift_nothing_new_is_begun(room: Room) -> None:
    await reported(room)
    shift = {"days": [1, 2, 3, 4, 5, 6, 7], "starts": "09:00", "ends": "12:10"}
    room.world.changed(PERSON, shift=shift)
    found = await room.refused(event("modEventTakedown"), "")
    assert found["status"] == 403
    assert len(await room.statuses()) == 1


async def test_a_held_case_is_left_to_whoever_has_it(room: Room) -> None:
    case = await reported(room)
    await room.play.claim("employee", case)
    found = await room.refused(event("modEventComment", comment="x"), "held")
    assert "employee" not in found["message"]


async def test_a_case_is_given_back_unless_it_was_held_before(room: Room) -> None:
    case = await reported(room)
    await room.done("modEventComment", comment="x")
    assert rows(room.url, "SELECT claimed_by FROM cases") == [(None,)]
    await room.refused(event("modEventMute", durationInHours=0), "hours")
    assert rows(room.url, "SELECT claimed_by FROM cases") == [(None,)]
    await room.play.claim(PERSON, case)
    await room.done("modEventComment", comment="y")
    assert rows(room.url, "SELECT claimed_by FROM cases") == [(PERSON,)]


async def test_every_question_wants_a_token_of_its_own(room: Room) -> None:
    headers = {"Authorization": f"Bearer {room.bearer('queryStatuses')}"}
    for method in ("queryEvents", "getEvent", "getRepo"):
        path = f"/xrpc/tools.ozone.moderation.{method}"
        other = {"Authorization": f"Bearer {room.bearer('emitEvent')}"}
        for shown in ({}, headers, other):
            answer = await room.client.get(path, headers=shown)
            assert (answer.status_code, answer.json()["error"]) == (401, "AuthenticationRequired")


async def test_whoever_broke_the_glass_reads_and_does_nothing_else(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    await reported(room)

    def broken(*_: object) -> bool:
        return True

    monkeypatch.setattr("quorate.effects.view.View.glass", broken)
    found = await room.refused(event("modEventComment", comment="x"), "broke the glass")
    assert found["status"] == 403
    assert len(await room.statuses()) == 1
