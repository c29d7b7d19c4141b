"""Events and questions as moderators' clients send them: what is read, and what is refused."""

from typing import Any

import pytest
from tests.labeler.moderating import ACCOUNT, DEFS, MODERATOR, event
from tests.labeler.network import CONNECTOR, TROLL

from quorate.atproto.documents import NO_HANDLE, handle_in
from quorate.atproto.ozone_events import Escalate, Mark, Takedown, read_emitted
from quorate.atproto.ozone_questions import read_events, read_statuses
from quorate.atproto.ozone_views import NO_CID, reference
from quorate.atproto.subjects import record
from quorate.cases.tags import is_tag
from quorate.vocabulary.kinds import EscalateReason

URI = f"at://{TROLL}/app.bsky.feed.post/3kabc"


def body(said: object, **more: Any) -> dict[str, Any]:
    return {"event": said, "subject": ACCOUNT, "createdBy": MODERATOR, **more}


@pytest.mark.parametrize(
    ("said", "named"),
    [
        (event("modEventEmail", subjectLine="x"), "modEventAcknowledge"),
        (event("modEventMuteReporter"), "modEventAcknowledge"),
        (event("modEventReverseTakedown"), "quorate restore"),
        ({"$type": "x"}, "modEventAcknowledge"),
        ({}, "modEventAcknowledge"),
        (None, "event"),
        (event("modEventTakedown", acknowledgeAccountSubjects=True), "acknowledgeAccountSubjects"),
        (event("modEventTakedown", strikeCount=1), "strikeCount"),
        (event("modEventTakedown", durationInHours=0), "durationInHours"),
        (event("modEventTakedown", durationInHours=True), "durationInHours"),
        (event("modEventTakedown", policies=["x" * 200]), "policies"),
        (event("modEventComment", comment="x", sticky=True), "sticky"),
        (event("modEventComment"), "comment"),
        (event("modEventComment", comment=" "), "comment"),
        (event("modEventComment", comment=["x"]), "comment"),
        (event("modEventComment", comment="x" * 4001), "comment"),
        (event("modEventComment", comment="a\x00b"), "comment"),
        (event("modEventTag", add=["x"]), "remove"),
        (event("modEventTag", add=[], remove=[]), "add"),
        (event("modEventTag", add=["x"] * 21, remove=[]), "add"),
        (event("modEventTag", add=["x"], remove=[], durationInHours=1), "durationInHours"),
        (event("modEventLabel", createLabelVals=[], negateLabelVals=[]), "createLabelVals"),
        (event("modEventLabel", createLabelVals=["a"], negateLabelVals=["a"]), "negateLabelVals"),
        (event("modEventMute"), "durationInHours"),
        (event("modEventReport"), "reportType"),
        (event("modEventReport", reportType="x" * 513), "reportType"),
        (event("modEventReport", reportType="a\x00b"), "reportType"),
    ],
)
def test_what_has_no_effect_here_is_refused_by_its_name(said: object, named: str) -> None:
    with pytest.raises(ValueError, match=named):
        read_emitted(CONNECTOR, body(said))


@pytest.mark.parametrize(
    ("more", "named"),
    [
        ({"externalId": "7"}, "externalId"),
        ({"reportAction": {"all": True}}, "reportAction"),
        ({"subjectBlobCids": ["bafkqaaa"]}, "subjectBlobCids"),
        ({"createdBy": None}, "createdBy"),
        ({"subject": {"$type": "chat.bsky.convo.defs#convoRef"}}, "subject"),
    ],
)
def test_a_field_beside_the_event_that_asks_for_more_is_refused(
    more: dict[str, Any], named: str
) -> None:
    with pytest.raises(ValueError, match=named):
        read_emitted(CONNECTOR, body(event("modEventAcknowledge"), **more))


def test_what_asks_for_nothing_is_let_be() -> None:
    tool: dict[str, Any] = {"modTool": {"name": "ozone/workspace"}, "subjectBlobCids": []}
    said = event("modEventTakedown", acknowledgeAccountSubjects=False, policies=[], comment="")
    found = read_emitted(CONNECTOR, body(said, **tool))
    assert found.event == Takedown((), None)
    assert (found.kind, found.comment, found.kept) == ("modEventTakedown", "", {"policies": []})


def test_a_comment_is_not_kept_in_the_event() -> None:
    said = event("modEventLabel", createLabelVals=["a", "a"], negateLabelVals=[], comment="why")
    found = read_emitted(CONNECTOR, body(said))
    assert found.event == Mark(("a",), (), None)
    assert found.comment == "why"
    assert "comment" not in found.kept


@pytest.mark.parametrize(
    ("comment", "reason"),
    [
        ("", EscalateReason.POLICY_UNCLEAR),
        ("legal", EscalateReason.LEGAL),
        ("High profile: a mayor", EscalateReason.HIGH_PROFILE),
        ("threat_to_life: today", EscalateReason.THREAT_TO_LIFE),
        ("legally unclear", EscalateReason.POLICY_UNCLEAR),
    ],
)
def test_the_word_that_a_comment_begins_with_is_the_reason(
    comment: str, reason: EscalateReason
) -> None:
    found = read_emitted(CONNECTOR, body(event("modEventEscalate", comment=comment)))
    assert found.event == Escalate(reason)


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ({"limit": "0"}, "limit"),
        ({"limit": "101"}, "limit"),
        ({"limit": "x"}, "limit"),
        ({"reviewState": "x"}, "reviewState"),
        ({"sortField": "priorityScore"}, "sortField"),
        ({"sortDirection": "asc"}, "sortDirection"),
        ({"subject": "x"}, "uri"),
        ({"subjectType": "conversation"}, "subjectType"),
        ({"appealed": "true"}, "appealed"),
        ({"takendown": "yes"}, "takendown"),
        ({"lastReviewedBy": TROLL}, "lastReviewedBy"),
        ({"cursor": "x" * 3000}, "cursor"),
    ],
)
def test_a_filter_of_statuses_that_is_not_heeded_is_refused(
    asked: dict[str, str], named: str
) -> None:
    with pytest.raises(ValueError, match=named):
        read_statuses(CONNECTOR, asked.items())


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ({"cursor": "x"}, "cursor"),
        ({"cursor": str(2**53)}, "cursor"),
        ({"comment": "x"}, "comment"),
        ({"sortDirection": "up"}, "sortDirection"),
        ({"includeAllUserRecords": "true"}, "includeAllUserRecords"),
    ],
)
def test_a_filter_of_events_that_is_not_heeded_is_refused(
    asked: dict[str, str], named: str
) -> None:
    with pytest.raises(ValueError, match=named):
        read_events(CONNECTOR, asked.items())


def test_a_parameter_that_stands_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="subject: it stands twice"):
        read_statuses(CONNECTOR, [("subject", TROLL), ("subject", TROLL)])
    found = read_statuses(CONNECTOR, [("tags", "a&&b"), ("tags", "c"), ("appealed", "false")])
    assert found.tags == (frozenset("ab"), frozenset("c"))
    assert read_events(CONNECTOR, [("types", f"{DEFS}modEventTag")]).kinds == {"modEventTag"}


def test_a_record_of_which_no_report_names_the_version_is_referred_to_all_the_same() -> None:
    made = record(CONNECTOR, URI)
    assert reference(made, None)["cid"] == NO_CID
    assert reference(made, "bafyrei")["cid"] == "bafyrei"


@pytest.mark.parametrize(
    ("claimed", "shown"),
    [
        (["at://Alice.example"], "alice.example"),
        (["https://x.example", "at://alice.example"], "alice.example"),
        (["at://alice"], NO_HANDLE),
        (["at://a..b"], NO_HANDLE),
        (["at://<b>.example"], NO_HANDLE),
        (["at://" + "a" * 300 + ".example"], NO_HANDLE),
        ([], NO_HANDLE),
        ("at://alice.example", NO_HANDLE),
        ([7], NO_HANDLE),
    ],
)
def test_only_a_handle_is_shown_as_one(claimed: object, shown: str) -> None:
    assert handle_in({"id": TROLL, "alsoKnownAs": claimed}) == shown


@pytest.mark.parametrize("text", ["", " x", "x ", "x" * 65, "a\nb", "a\x00b", "\u202ex"])
def test_what_is_no_tag(text: str) -> None:
    assert not is_tag(text)
