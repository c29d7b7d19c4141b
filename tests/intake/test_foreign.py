import json
import time
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from tests.intake.foreigners import (
    ARF,
    FORUM,
    SECRET,
    TOKENS,
    coop_appeal,
    coop_report,
    hub,
    mastodon_event,
    osprey_features,
    sources,
)

from quorate.accounts.subject import Subject
from quorate.intake.foreign import coop, mailed, mastodon, osprey
from quorate.intake.foreign.reading import WrongError, fitted, parsed, plain
from quorate.intake.model import EVIDENCE_BYTES, Accepted, Report, ReportKind, check
from quorate.intake.sources import read_sources
from quorate.vocabulary.evidence import message, texts
from quorate.vocabulary.kinds import SubjectKind

SOURCES = sources()
COOP, MAIL = SOURCES["coop"], SOURCES["abuse"]


def fit(report: Report | None) -> Report:
    """What intake's own rules take."""
    assert report is not None
    assert isinstance(check(report), Accepted), check(report)
    return report


# Settings


@pytest.mark.parametrize(
    ("name", "change", "says"),
    [
        ("coop", {"reads": "soup"}, "soup"),
        ("coop", {"links": []}, "links: there is no such setting of coop"),
        ("coop", {"token": "short"}, "token: at least 16"),
        ("coop", {"account": None}, "account: coop needs it"),
        ("coop", {"callback": {"key_file": "k"}}, "callback: action or appeal is needed"),
        ("coop", {"callback": {"key_file": "k", "action": "http://x.example"}}, "https is needed"),
        ("coop", {"token": SECRET}, "two sources have one secret"),
        ("osprey", {"scores": {"ban": 2}}, "scores: ban"),
        ("abuse", {"connector": ""}, "connector"),
        ("abuse", {"connector": "example.org"}, "connector: an instance"),
        ("coop", {"areas": {"p-1": "Free Text"}}, "areas: p-1: a slug"),
    ],
)
def test_a_wrong_setting_is_named_and_no_secret_shown(
    name: str, change: dict[str, Any], says: str
) -> None:
    with pytest.raises(ValueError, match=says) as told:
        read_sources({**TOKENS, name: {**TOKENS[name], **change}}, Path())
    assert SECRET not in str(told.value)
    assert "the key of the coop" not in str(told.value)


def test_a_source_shows_no_secret() -> None:
    assert SECRET not in repr(SOURCES)


# Coop


def test_a_post_and_an_account_are_what_a_coop_report_is_about() -> None:
    report = fit(coop.read_report(COOP, coop_report()))
    assert report.subject == Subject(FORUM, SubjectKind.MESSAGE, "post/m-1/u-1")
    assert (report.category, report.reporter, report.body) == (
        *("harassment", "u-9"),
        "they insult me",
    )
    assert texts(report.evidence) == ["you fool", "good morning"]
    user: dict[str, Any] = {"id": "u-1", "typeId": "user", "data": {}}
    report = fit(coop.read_report(COOP, coop_report(reportedItem=user)))
    assert report.subject == Subject(FORUM, SubjectKind.ACCOUNT, "u-1")


def test_both_spellings_of_type_and_creator_are_read() -> None:
    item = {
        "id": "m-1",
        "type": {"id": "post"},
        "data": {"author": {"id": "u-1", "typeId": "user"}},
    }
    report = fit(coop.read_report(COOP, coop_report(reportedItem=item)))
    assert report.subject.native == "post/m-1/u-1"


def test_the_same_report_has_the_same_key_and_no_other_has() -> None:
    first = coop.read_report(COOP, coop_report())
    assert coop.read_report(COOP, coop_report()).key == first.key
    later = coop.read_report(COOP, coop_report(reportedAt="2026-11-24T10:31:00.000Z"))
    other = coop.read_report(replace(COOP, secret="another secret"), coop_report())
    assert len({first.key, later.key, other.key}) == 3


@pytest.mark.parametrize(
    ("reason", "area"),
    [
        ({"policyId": "p-1"}, "harassment"),
        ({"policyId": "free text of anybody's"}, "unsorted"),
        ({"csam": True, "policyId": "p-1"}, "csam"),
        (None, "unsorted"),
    ],
)
def test_only_set_policies_become_areas(reason: object, area: str) -> None:
    assert coop.read_report(COOP, coop_report(reportedForReason=reason)).category == area


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"reporter": {"kind": "rule", "id": "r"}}, "reporter.kind"),
        ({"reporter": {"kind": "user", "typeId": "user"}}, "reporter.id"),
        ({"reportedAt": None}, "reportedAt"),
        ({"reportedItem": "m-1"}, "reportedItem"),
        ({"reportedItem": {"id": "m", "typeId": "post", "data": {}}}, "reportedItem.data.author"),
        (
            {"reportedItem": {"id": "m/1", "typeId": "post", "data": {"author": "u"}}},
            "reportedItem.id",
        ),
    ],
)
def test_what_is_missing_is_named_in_coops_words(change: dict[str, Any], field: str) -> None:
    with pytest.raises(WrongError) as told:
        coop.read_report(COOP, coop_report(**change))
    assert told.value.field == field


def test_an_appeal_is_the_authors_own() -> None:
    assert coop.read_appeal(COOP, coop_appeal()).actions == ("suspend",)
    with pytest.raises(WrongError, match=r"appealedBy\.id"):
        coop.read_appeal(COOP, coop_appeal(appealedBy={"typeId": "user", "id": "u-2"}))
    with pytest.raises(WrongError, match="actionsTaken"):
        coop.read_appeal(COOP, coop_appeal(actionsTaken=None))


# Mastodon


def test_a_mastodon_report_is_about_the_account_and_has_the_posts_as_evidence() -> None:
    source = SOURCES["mastodon"]
    report = fit(mastodon.read_report(source, parsed(mastodon_event())))
    assert report.subject == Subject("mastodon:social.example", SubjectKind.ACCOUNT, "42")
    assert (report.key, report.category, report.reporter) == ("report-8437", "violation", "9")
    assert (report.body, report.language) == ("rude", "en")
    assert texts(report.evidence) == ["you fool & ass\nreally"]
    said = json.dumps(report.evidence)
    assert "status/109/42" in said
    assert "No insults" in said


def test_no_address_of_mail_or_network_is_taken_from_mastodon() -> None:
    report = mastodon.read_report(SOURCES["mastodon"], parsed(mastodon_event()))
    assert "192.0.2" not in repr(report)
    assert "@example.org" not in repr(report)


def test_any_other_event_is_no_report() -> None:
    assert (
        mastodon.read_report(SOURCES["mastodon"], parsed(mastodon_event("account.created"))) is None
    )


def test_a_hub_signature_is_of_these_bytes_and_this_secret() -> None:
    body = mastodon_event()
    shown = hub(body)["X-Hub-Signature"]
    assert mastodon.is_signed(SECRET, body, shown)
    assert not mastodon.is_signed(SECRET, body + b" ", shown)
    assert not mastodon.is_signed(SECRET + "x", body, shown)
    assert not mastodon.is_signed(SECRET, body, shown.removeprefix("sha256="))
    assert not mastodon.is_signed(SECRET, body, "sha256=\xff")


# Osprey


def test_the_gravest_verdict_with_an_area_is_the_alarm() -> None:
    alarm = fit(osprey.read_alarm(SOURCES["osprey"], osprey_features()))
    assert (alarm.kind, alarm.score, alarm.category) == (ReportKind.ALARM, 0.9, "harassment")
    assert alarm.subject == Subject(FORUM, SubjectKind.MESSAGE, "c-1/m-3/77")
    assert alarm.key == "action-1532"
    assert texts(alarm.evidence) == ["free money"]
    account = fit(osprey.read_alarm(SOURCES["osprey"], osprey_features(MessageId=None)))
    assert account.subject == Subject(FORUM, SubjectKind.ACCOUNT, "77")


def test_a_verdict_without_an_area_is_no_alarm() -> None:
    assert osprey.read_alarm(SOURCES["osprey"], osprey_features(__verdicts=["log"])) is None
    with pytest.raises(WrongError, match="UserId"):
        osprey.read_alarm(SOURCES["osprey"], osprey_features(UserId=True))


# Mail


def test_an_arf_mail_is_about_the_account_that_sent_it() -> None:
    report = fit(mailed.read_mail(MAIL, ARF))
    assert report.subject == Subject(FORUM, SubjectKind.ACCOUNT, "prince")
    assert (report.category, report.reporter) == ("fraud", None)
    assert report.body == "This is an abuse report."
    assert texts(report.evidence) == ["Send me moneyé"]
    assert "You wön" in json.dumps(report.evidence, ensure_ascii=False)


def test_no_name_of_a_field_of_evidence_is_a_stranger_s() -> None:
    """Evidence that names a room and an event has the effector look around it."""
    fields = b"Room_id: !a:example.org\r\nEvent_id: $b\r\nText: c\r\nFeedback-Type: fraud"
    found = mailed.read_mail(MAIL, ARF.replace(b"Feedback-Type: fraud", fields))
    assert "!a:example.org" not in json.dumps(found.evidence)
    hostile = {"room_id": "!a:x", "event_id": "$b"}
    item: dict[str, Any] = {"id": "u-1", "typeId": "user", "data": hostile}
    thread = [{**item, **hostile}]
    report = coop.read_report(COOP, coop_report(reportedItem=item, reportedItemThread=thread))
    alarm = osprey.read_alarm(SOURCES["osprey"], osprey_features(**hostile))
    for one in (found, report, fit(alarm)):
        said = [message(piece) for piece in one.evidence]
        assert not any(each and (each.room or each.event) for each in said)


def test_the_same_mail_has_one_key_by_whatever_way_it_came() -> None:
    again = mailed.read_mail(MAIL, b"Received: by mx.example.org\r\n" + ARF)
    first = mailed.read_mail(MAIL, ARF)
    assert again == first
    other = mailed.read_mail(MAIL, ARF.replace(b"an abuse", b"no abuse"))
    assert other.key != first.key, "somebody else's Message-ID must not keep a mail out"


def test_a_plain_mail_is_about_the_account_whose_address_it_names() -> None:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "a@b.example", "help"
    mail.set_content("see <https://example.org/u/bob%20x/posts/7> and https://example.org/u/eve")
    mail.add_attachment(b"\x00" * 50, maintype="image", subtype="png", filename="shot.png")
    report = fit(mailed.read_mail(MAIL, bytes(mail)))
    assert report.subject.kind is SubjectKind.MESSAGE  # an id has no spaces
    mail.replace_header("Subject", "again")
    mail = EmailMessage()
    mail.set_content("see <https://example.org/u/bob/posts/7>.")
    report = fit(mailed.read_mail(MAIL, bytes(mail)))
    assert report.subject == Subject(FORUM, SubjectKind.ACCOUNT, "bob")
    assert "shot.png" not in repr(report)


def test_a_mail_on_matrix_names_an_account_of_this_server() -> None:
    matrix = replace(MAIL, connector="matrix:example.org", links=())
    raw = b"Subject: x\r\n\r\nme@example.org:8080 says https://matrix.to/#/@Bob:example.org."
    assert fit(mailed.read_mail(matrix, raw)).subject.native == "@bob:example.org"
    assert "unknown" in mailed.read_mail(matrix, b"Subject: x\r\n\r\n@a:other.org").subject.native


def test_a_mail_that_names_nobody_is_a_case_of_its_own() -> None:
    one, two = (fit(mailed.read_mail(MAIL, b"Subject: %d\r\n\r\nhelp" % n)) for n in (1, 2))
    assert one.subject.kind is SubjectKind.MESSAGE
    assert one.subject.native.endswith("/unknown")
    assert one.subject != two.subject


def nested(depth: int) -> bytes:
    heads = (
        f'Content-Type: multipart/mixed; boundary="b{n}"\r\n\r\n--b{n}\r\n' for n in range(depth)
    )
    return "".join(heads).encode() + b"\r\ndeep"


# Each N as the name of a file, a text's charset and a boundary (RFC 2231).
PARAMETERS = {
    why: b"; ".join(said.replace(b"N", name) for name in (b"filename", b"charset", b"boundary"))
    for why, said in {
        "numbered and not": b"N*=a; N*0=b",
        "a number without end": b"N*" + b"9" * 5_000 + b"=a",
        "a charset with NUL": b"N*=utf%00'en'a",
        "a charset that replaces nothing": b"N*=idna'en'a",
        "no charset": b"N*=undefined'en'a",
        "a slow charset": b"N*=punycode'en'" + b"a-" * 40_000,
    }.items()
}
ATTACHED = b"Content-Disposition: attachment; "
BOUNDARY = b"Content-Type: multipart/mixed; boundary*=punycode'en'\r\n\r\n--a\r\n\r\nhi"
PARTS = b"Content-Type: multipart/mixed; x*=a; x*0=b\r\n\r\nhi"
HOSTILE = {
    "nothing to parse": b"no header here",
    "every byte": bytes(range(256)) * 400,
    "deep parts": nested(30),
    "deeper parts": nested(4_000),
    "mails in mails": b"Content-Type: message/rfc822\r\n\r\n" * 20_000,
    "many parts": b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n'
    + b"--b\r\n\r\nx\r\n" * 90_000,
    "a slow charset": b"Content-Type: text/plain; charset=punycode\r\n\r\n" + b"a-" * 500_000,
    "no charset": b"Content-Type: text/plain; charset=zlib\r\n\r\nhello",
    "a slow header": b"Subject: " + b"=?utf-8?q?" * 100_000 + b"\r\n\r\nhello",
    "many headers": b"X: y\r\n" * 150_000 + b"\r\nhello",
    "open tags": b"Content-Type: text/html\r\n\r\n" + b"<" * 1_000_000,
    "half tags": b"Content-Type: text/html\r\n\r\n" + b"<style" * 160_000,
    "nul": b"Subject: a\x00b\r\n\r\nhe\x00llo",
    "bad base64": b"Content-Transfer-Encoding: base64\r\n\r\n" + b"====a" * 200_000,
    "uu": b"Content-Transfer-Encoding: x-uuencode\r\n\r\nbegin 666 x\r\n" + b"M#\r\n" * 200_000,
    "a header of a part": ARF.replace(b"Feedback-Type: fraud", b"Feedback-Type: \xff\xfe\x00"),
    "a type of many fields": b"Content-Type: text/plain;" + b'";' * 500_000 + b"\r\n\r\nhello",
    "folded types": (b"Content-Type: text/plain;\r\n" + b" a*0=b;\r\n" * 100_000 + b"\r\nhello"),
    "statuses": b"Content-Type: message/delivery-status\r\n\r\n" + b"a: b\r\n\r\n" * 120_000,
    "lines under boundaries": nested(150) + b"\n" * 900_000,
    "a digest": b'Content-Type: multipart/digest; boundary="b"\r\n\r\n' + b"--b\r\n\r\n" * 150_000,
    "a long link": b"\r\nhttps://example.org/u/" + b"a" * 900_000,
    "a slow boundary": BOUNDARY.replace(b"'en'", b"'en'" + b"9" * 240_000),
    "parts of no boundary": PARTS,
    "headers of no boundary": b"Content-Type: text/rfc822-headers\r\n\r\n" + PARTS,
    **{f"a file, {why}": ATTACHED + said + b"\r\n\r\nhello" for why, said in PARAMETERS.items()},
    **{
        f"a type, {why}": b"Content-Type: text/plain; " + said + b"\r\n\r\nhello"
        for why, said in PARAMETERS.items()
    },
    **{
        f"a boundary, {why}": b"Content-Type: multipart/mixed; " + said + b"\r\n\r\n--a\r\n\r\nhi"
        for why, said in PARAMETERS.items()
    },
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_mail_is_filed_in_time_within_the_caps(name: str) -> None:
    began = time.process_time()
    report = fit(mailed.read_mail(MAIL, HOSTILE[name][: mailed.MOST_BYTES]))
    assert time.process_time() - began < 2
    assert len(json.dumps(report.evidence, ensure_ascii=False).encode()) <= EVIDENCE_BYTES


# What all of them share


def test_hostile_texts_in_json_cost_nobody_their_report() -> None:
    text = json.dumps(coop_report()).replace("you fool", "a\\u0000b\\ud800c")
    deep = text.replace('"images": []', '"images": ' + "[" * 200 + "]" * 200)
    report = fit(coop.read_report(COOP, parsed(deep.replace('"m-0"', "1e999", 1).encode())))
    assert texts(report.evidence)[0] == "a�b�c"


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff", b"[" * 100_000, b'"x"'])
def test_what_is_no_object_is_the_bodys_fault(body: bytes) -> None:
    with pytest.raises(WrongError) as told:
        parsed(body)
    assert told.value.field == "body"


def test_what_does_not_fit_is_said_to_be_left_out() -> None:
    long = {"text": "€" * 10_000, "data": {"x": "y" * 40_000}}
    kept = fitted([long] * 9)
    assert kept[0]["data_left_out_bytes"] > 40_000  # pyright: ignore[reportOperatorIssue]
    assert kept[-1] == {"left_out": 8}
    item = {"author": "u-1", "text": "€" * 20_000, "blob": "x" * 500_000}
    thread = [{"id": str(n), "typeId": "post", "data": item} for n in range(20)]
    report = {"id": "m-1", "typeId": "post", "data": item}
    fit(coop.read_report(COOP, coop_report(reportedItem=report, reportedItemThread=thread)))


def test_html_is_read_in_order() -> None:
    assert plain("a<br>b<p>c</p>d&lt;e<script>x</script><i>f") == "a\nbc\nd<ef"


def test_the_words_are_cut_and_the_report_stands() -> None:
    reason = {"policyId": "p-1", "reason": "a" * 20_000}
    report = fit(coop.read_report(COOP, coop_report(reportedForReason=reason)))
    assert report.body is not None
    assert report.body.endswith("…")
