"""A moderator at a client of the network: what each event does."""

import json
from typing import Any

import psycopg
import pytest
from tests.casework import rows
from tests.labeler.moderating import (
    ACCOUNT,
    DEFS,
    KEPT,
    MODERATOR,
    PERSON,
    RECORD,
    SPAM,
    Room,
    event,
    reported,
    told,
)
from tests.labeler.network import SERVICE, TROLL

from quorate.cases.tags import MOST
from quorate.people.keys import key_id
from quorate.vocabulary.kinds import Kind


async def test_a_report_opens_a_case_that_stands_in_the_queue(room: Room) -> None:
    assert await room.statuses() == []
    found = await room.done("modEventReport", reportType=SPAM, comment="sells and sells")
    assert found["event"] == event("modEventReport", reportType=SPAM, comment="sells and sells")
    assert (found["createdBy"], found["subject"]["did"]) == (MODERATOR, TROLL)
    await room.play.report("@of:another.example")
    (status,) = await room.statuses()
    assert status["subject"] == {"$type": "com.atproto.admin.defs#repoRef", "did": TROLL}
    assert (status["reviewState"], status["takendown"]) == (f"{DEFS}reviewOpen", False)
    assert isinstance(status["id"], int)
    assert "tags" not in status and "muteUntil" not in status
    ((reporter, body),) = rows(
        room.url, "SELECT reporter, body FROM reports WHERE source = 'atproto'"
    )
    assert (reporter, body) == (MODERATOR, "sells and sells")


async def test_without_an_open_case_there_is_nothing_to_do_it_to(room: Room) -> None:
    for said in (
        event("modEventComment", comment="x"),
        event("modEventAcknowledge"),
        event("modEventTag", add=["a"], remove=[]),
        event("modEventLabel", createLabelVals=["rude"], negateLabelVals=[]),
        event("modEventTakedown"),
        event("modEventMute", durationInHours=1),
    ):
        found = await room.refused(said, "no open case about this: report it first")
        assert found["error"] == "InvalidRequest"
    assert rows(room.url, "SELECT FROM network_events") == []


async def test_acknowledging_closes_the_case_under_the_kept_key(room: Room) -> None:
    await reported(room)
    await room.done("modEventAcknowledge", comment="a joke")
    assert rows(room.url, "SELECT state, outcome FROM cases") == [("closed", "no_violation")]
    (closed,) = told(room, "case:closed")
    assert (closed["by"], closed["key"]) == (PERSON, key_id(KEPT.public))
    await room.station.step()
    assert room.station.chronicle.view.forged == []
    assert rows(room.url, "SELECT author, text FROM notes") == [(PERSON, "a joke")]
    assert await room.statuses() == []
    (status,) = await room.statuses(reviewState=f"{DEFS}reviewClosed")
    assert status["reviewState"] == f"{DEFS}reviewClosed"
    assert status["lastReviewedAt"]


async def test_a_comment_is_a_note_and_stands_once(room: Room) -> None:
    await reported(room)
    found = await room.done("modEventComment", comment="seen before")
    assert found["event"] == event("modEventComment", comment="seen before")
    assert rows(room.url, "SELECT text FROM notes") == [("seen before",)]
    ((kept,),) = rows(room.url, "SELECT event FROM network_events WHERE kind <> 'modEventReport'")
    assert kept == {}
    detail = await room.ask("getEvent", id=found["id"])
    assert detail["event"]["comment"] == "seen before"
    assert detail["subject"]["$type"] == f"{DEFS}repoView"
    assert detail["subject"]["did"] == TROLL


async def test_tags_come_and_go(room: Room) -> None:
    await reported(room)
    await room.done("modEventTag", add=["lang:de", "wave"], remove=[])
    (status,) = await room.statuses()
    assert status["tags"] == ["lang:de", "wave"]
    await room.done("modEventTag", add=["wave"], remove=["lang:de", "never there"])
    (status,) = await room.statuses(tags="wave")
    assert status["tags"] == ["wave"]
    assert await room.statuses(tags="wave&&lang:de") == []
    assert len(await room.statuses(tags=["lang:de", "wave"])) == 1
    await room.refused(event("modEventTag", add=[f"t{n}" for n in range(MOST)], remove=[]), "20")
    for bad in ("", " x", "x" * 65, "a\nb"):
        await room.refused(event("modEventTag", add=[bad], remove=[]), "")
    ((names, who),) = rows(room.url, "SELECT array_agg(tag), min(added_by) FROM case_tags")
    assert (names, who) == (["wave"], PERSON)


async def test_escalating_gives_it_to_the_leads_for_the_reason_it_begins_with(room: Room) -> None:
    await reported(room)
    await room.done("modEventEscalate", comment="Threat to life: a name and a date")
    (entry,) = told(room, "case:escalated")
    assert (entry["data"]["reason"], entry["key"]) == ("threat_to_life", key_id(KEPT.public))
    (status,) = await room.statuses(reviewState=f"{DEFS}reviewEscalated")
    assert status["reviewState"] == f"{DEFS}reviewEscalated"
    assert await room.statuses(reviewState=f"{DEFS}reviewOpen") == []
    found = await room.refused(event("modEventComment", comment="and?"), "escalated to the leads")
    assert found["status"] == 403


async def test_a_muted_case_is_offered_to_nobody_until_it_comes_back_by_itself(
    room: Room,
) -> None:
    case = await reported(room)
    await room.done("modEventMute", durationInHours=5)
    assert await room.play.take("employee") is None
    assert await room.statuses() == []
    (status,) = await room.statuses(includeMuted="true")
    assert status["muteUntil"] == "2026-11-25T17:00:00.000Z"
    assert len(await room.statuses(onlyMuted="true")) == 1
    await room.done("modEventReport", reportType=SPAM, comment="again")
    assert rows(room.url, "SELECT id, reports FROM cases") == [(case, 2)]
    room.world.later(hours=5)
    assert len(await room.statuses()) == 1
    assert await room.play.take("employee") is not None


async def test_unmuting_offers_it_again_at_once(room: Room) -> None:
    await reported(room)
    await room.refused(event("modEventUnmute"), "is not muted")
    await room.done("modEventMute", durationInHours=720)
    await room.done("modEventUnmute")
    assert await room.play.take("employee") is not None


async def test_nothing_is_muted_for_longer_than_a_month(room: Room) -> None:
    await reported(room)
    for hours in (0, -1, 721):
        await room.refused(event("modEventMute", durationInHours=hours), "1 to 720 hours")


async def test_what_the_leads_or_an_authority_wait_for_is_offered_though_it_is_muted(
    room: Room,
) -> None:
    case = await reported(room)
    await room.done("modEventMute", durationInHours=5)
    with psycopg.connect(room.url) as conn:
        conn.execute("UPDATE cases SET ordered_by = now() WHERE id = %s", (case,))
    await room.refused(event("modEventMute", durationInHours=5), "an authority waits")
    assert await room.play.take("employee") is not None


async def test_a_label_is_put_on_at_once_and_taken_off_by_the_same_hand(room: Room) -> None:
    await reported(room)
    found = await room.done("modEventLabel", createLabelVals=["rude", "spam"], negateLabelVals=[])
    assert len(found["modTool"]["meta"]["proposals"]) == 2
    await room.step()
    labels = "SELECT val, neg, src, uri FROM labels ORDER BY seq"
    assert rows(room.url, labels) == [
        ("rude", False, SERVICE, TROLL),
        ("spam", False, SERVICE, TROLL),
    ]
    again = event("modEventLabel", createLabelVals=["rude"], negateLabelVals=[])
    assert (await room.refused(again, "does so"))["error"] == "SubjectHasAction"
    missing = event("modEventLabel", createLabelVals=[], negateLabelVals=["rude", "sexy"])
    await room.refused(missing, "sexy is not in force")
    await room.done("modEventLabel", createLabelVals=[], negateLabelVals=["rude"])
    assert rows(room.url, labels)[2:] == [("rude", True, SERVICE, TROLL)]
    assert room.station.chronicle.view.forged == []
    (status,) = await room.statuses()
    assert status["takendown"] is False


async def test_a_label_that_is_refused_leaves_what_was_to_go(room: Room) -> None:
    await reported(room)
    await room.done("modEventLabel", createLabelVals=["rude"], negateLabelVals=[])
    await room.step()
    both = event("modEventLabel", createLabelVals=["!hide"], negateLabelVals=["rude"])
    await room.refused(both, "hides by itself")
    assert rows(room.url, "SELECT val, neg FROM labels") == [("rude", False)]
    await room.done("modEventLabel", createLabelVals=["spam"], negateLabelVals=["rude"])
    await room.step()
    labels = rows(room.url, "SELECT val, neg FROM labels ORDER BY seq")
    assert labels == [("rude", False), ("rude", True), ("spam", False)]


async def test_a_label_that_hides_is_refused(room: Room) -> None:
    await reported(room)
    said = event("modEventLabel", createLabelVals=["rude", "!hide"], negateLabelVals=[])
    await room.refused(said, "hides by itself")
    assert rows(room.url, "SELECT FROM proposals") == []


async def test_a_takedown_is_a_proposal_that_waits_for_one_approver_more(room: Room) -> None:
    await reported(room)
    found = await room.done("modEventTakedown", comment="a swindle", policies=["harassment"])
    (name,) = found["modTool"]["meta"]["proposals"]
    await room.step()
    assert room.station.executor is not None
    assert room.world.platform.calls == []
    (status,) = await room.statuses()
    assert (status["takendown"], status["reviewState"]) == (False, f"{DEFS}reviewOpen")
    again = await room.refused(event("modEventTakedown"), "waits for it")
    assert again["error"] == "SubjectHasAction"
    said = room.play.rules().docket.proposals[name].statement
    await room.play.say("employee", Kind.APPROVE, said)
    await room.step()
    assert room.world.platform.calls == [("take_down", TROLL)]
    (status,) = await room.statuses(takendown="true")
    assert status["takendown"] is True
    assert await room.statuses(takendown="false") == []
    await room.done("modEventAcknowledge")
    assert rows(room.url, "SELECT state, outcome FROM cases") == [("closed", "actioned")]


async def test_a_takedown_for_a_time_says_its_end(room: Room) -> None:
    await reported(room)
    found = await room.done("modEventTakedown", durationInHours=48)
    (name,) = found["modTool"]["meta"]["proposals"]
    said = room.play.rules().docket.proposals[name].statement
    assert dict(said.parameters)["until"] == "2026-11-27T12:00:00.000Z"


async def test_which_policy_is_not_guessed(room: Room) -> None:
    await reported(room)
    await room.refused(event("modEventTakedown", policies=["never"]), "never is not in force")
    await room.refused(event("modEventTakedown", policies=["harassment", "others"]), "one policy")
    found = await room.done("modEventTakedown", policies=["others/1"])
    assert found["event"]["policies"] == ["others/1"]


async def test_a_field_that_no_text_holds_is_refused_in_a_text(room: Room) -> None:
    said = {"event": event("modEventComment", comment="x"), "createdBy": MODERATOR, "\ud800": 1}
    headers = {"Authorization": f"Bearer {room.bearer('emitEvent')}"}
    where, body = "/xrpc/tools.ozone.moderation.emitEvent", json.dumps(said)
    answer = await room.client.post(where, content=body, headers=headers)
    assert (answer.status_code, answer.json()["error"]) == (400, "InvalidRequest")
    assert "there is no such thing here" in answer.json()["message"]


async def test_events_are_answered_in_their_order(room: Room) -> None:
    await reported(room)
    await room.done("modEventComment", comment="one")
    await room.done("modEventTag", add=["a"], remove=[])
    found = (await room.ask("queryEvents"))["events"]
    kinds = [one["event"]["$type"].removeprefix(DEFS) for one in found]
    assert kinds == ["modEventTag", "modEventComment", "modEventReport"]
    assert [one["id"] for one in found] == sorted((one["id"] for one in found), reverse=True)
    upward = await room.ask("queryEvents", sortDirection="asc", limit=2)
    assert [one["id"] for one in upward["events"]] == [one["id"] for one in found[:0:-1]]
    more = await room.ask("queryEvents", sortDirection="asc", cursor=upward["cursor"])
    assert [one["id"] for one in more["events"]] == [found[0]["id"]]
    assert "cursor" not in more
    only = await room.ask("queryEvents", types=f"{DEFS}modEventReport", subject=TROLL)
    assert [one["createdBy"] for one in only["events"]] == [MODERATOR]
    assert (await room.ask("queryEvents", subject="did:plc:" + "z" * 24))["events"] == []


async def test_an_account_is_shown_without_anything_private(room: Room) -> None:
    headers = {"Authorization": f"Bearer {room.bearer('getRepo')}"}
    path = "/xrpc/tools.ozone.moderation.getRepo"
    answer = await room.client.get(path, params={"did": TROLL}, headers=headers)
    assert (answer.status_code, answer.json()["error"]) == (400, "RepoNotFound")
    await reported(room)
    found = await room.ask("getRepo", did=TROLL)
    status = found["moderation"].pop("subjectStatus")
    assert status["reviewState"] == f"{DEFS}reviewOpen"
    assert found == {
        "did": TROLL,
        "handle": "tttt.example",
        "relatedRecords": [],
        "indexedAt": "2026-11-25T12:00:00.000Z",
        "moderation": {},
    }


async def test_a_question_that_is_not_heeded_is_refused(room: Room) -> None:
    for method, asked in (
        ("queryStatuses", {"cursor": "x"}),
        ("queryStatuses", {"appealed": "true"}),
        ("queryEvents", {"comment": "x"}),
        ("getEvent", {"id": "x"}),
        ("getEvent", {"id": "7"}),
        ("getRepo", {"did": "x"}),
    ):
        headers = {"Authorization": f"Bearer {room.bearer(method)}"}
        path = f"/xrpc/tools.ozone.moderation.{method}"
        answer = await room.client.get(path, params=asked, headers=headers)
        assert (answer.status_code, answer.json()["error"]) == (400, "InvalidRequest")
        assert next(iter(asked)) in answer.json()["message"] or asked == {"id": "7"}


async def test_a_record_is_hidden_by_a_proposal_of_its_own(room: Room) -> None:
    await room.done("modEventReport", RECORD, reportType=SPAM)
    (status,) = await room.statuses(subjectType="record")
    assert status["subject"] == RECORD
    assert await room.statuses(subjectType="account") == []
    found = await room.done("modEventTakedown", RECORD)
    (name,) = found["modTool"]["meta"]["proposals"]
    said = room.play.rules().docket.proposals[name].statement
    assert (said.action, said.target.kind) == ("hide_content", "message")
    detail = await room.ask("getEvent", id=found["id"])
    assert detail["subject"] == {"$type": f"{DEFS}recordViewNotFound", "uri": RECORD["uri"]}


async def test_a_list_is_read_in_windows_to_its_end(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("quorate.cases.statuses.WINDOW", 2)
    monkeypatch.setattr("quorate.atproto.event_store.WINDOW", 2)
    dids = [f"did:plc:{letter * 24}" for letter in "abcde"]
    for did in dids:
        await room.done("modEventReport", {**ACCOUNT, "did": did}, reportType=SPAM)
    await room.done("modEventTag", {**ACCOUNT, "did": dids[4]}, add=["last"], remove=[])

    async def all_of(method: str, name: str, **asked: Any) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for _ in range(9):
            page = await room.ask(method, **asked)
            found += page[name]
            if "cursor" not in page:
                return found
            asked["cursor"] = page["cursor"]
        raise AssertionError("it has no end")

    shown = await all_of("queryStatuses", "subjectStatuses", limit=1)
    assert [one["subject"]["did"] for one in shown] == dids
    (last,) = await all_of("queryStatuses", "subjectStatuses", tags="last")
    assert last["subject"]["did"] == dids[4]
    assert len(await all_of("queryEvents", "events", limit=1)) == 6
    (tagged,) = await all_of("queryEvents", "events", types=f"{DEFS}modEventTag")
    assert tagged["subject"]["did"] == dids[4]
    for did in dids[:3]:
        await room.done("modEventAcknowledge", {**ACCOUNT, "did": did})
    await room.done("modEventReport", {**ACCOUNT, "did": dids[0]}, reportType=SPAM, comment="again")
    closed = await all_of("queryStatuses", "subjectStatuses", reviewState=f"{DEFS}reviewClosed")
    assert sorted(one["subject"]["did"] for one in closed) == dids[1:3]
    assert await all_of("queryStatuses", "subjectStatuses", reviewState=f"{DEFS}reviewNone") == []


async def test_what_was_erased_is_answered_no_more(room: Room) -> None:
    await reported(room)
    said = await room.done("modEventComment", comment="words")
    with psycopg.connect(room.url) as conn:
        conn.execute("UPDATE notes SET text = NULL, erased_by = 'x'")
        conn.execute("UPDATE reports SET reporter = NULL, body = NULL, erased_at = now()")
    (left,) = (await room.ask("queryEvents"))["events"]
    assert (left["id"], "comment" in left["event"]) == (said["id"], False)
