"""What a directory's call means: what narrows is in the log at once, what widens waits."""

from typing import Any

import psycopg
import pytest
from psycopg.types.json import Jsonb
from tests.casework import rows
from tests.people.directory import (
    CORE,
    ENTERPRISE,
    GENESIS,
    NOW,
    SPEAKER,
    WORKFORCE,
    Directory,
    people,
)

from quorate.incidents.stage.roles import row
from quorate.ledger.entry import entry_hash
from quorate.people.chain import Chain
from quorate.people.jobs import hold

SEARCH = "urn:ietf:params:scim:api:messages:2.0:SearchRequest"
LEAVES: list[dict[str, Any]] = [
    {"op": "Replace", "path": "active", "value": "False"},
    {"op": "Replace", "path": "active", "value": "false"},
    {"op": "Replace", "value": {"active": "False"}},
    {"op": "Add", "path": "active", "value": "False"},
    {"op": "Add", "value": {"active": "false"}},
    {"op": "replace", "path": "active", "value": False},
    {"op": "replace", "value": {"active": False}},
    {"op": "Replace", "path": f"{CORE}:active", "value": "False"},
    {"op": "replace", "value": {f"{CORE}:active": "False"}},
]


async def employee(hr: Directory, **work: Any) -> dict[str, Any]:
    return await hr.add(active=True, work={"person": "employee", **work})


@pytest.mark.parametrize("operation", LEAVES)
async def test_false_as_a_string_deactivates_a_leaver(
    hr: Directory, operation: dict[str, Any]
) -> None:
    user = await employee(hr)
    assert hr.told() == []
    answer = await hr.patch(user["id"], operation)
    assert answer.json()["active"] is False
    assert hr.facts() == [("employee", {"active": False})]


@pytest.mark.parametrize("method", ["POST", "PUT"])
@pytest.mark.parametrize("said", ["False", "false", False])
async def test_false_as_a_string_in_a_whole_user_deactivates_a_leaver(
    hr: Directory, method: str, said: object
) -> None:
    body = {
        "schemas": [CORE, WORKFORCE],
        "userName": "ada@example.org",
        "active": said,
        WORKFORCE: {"person": "employee"},
    }
    path = "/Users"
    if method == "PUT":
        path = f"/Users/{(await employee(hr))['id']}"
    answer = await hr.call(method, path, body)
    assert answer.json()["active"] is False
    assert hr.facts() == [("employee", {"active": False})]


async def test_a_text_that_is_neither_is_refused_and_not_taken_for_active(hr: Directory) -> None:
    user = await employee(hr)
    answer = await hr.patch(user["id"], {"op": "replace", "value": {"active": "Inactive"}})
    assert (answer.status_code, answer.json()["scimType"]) == (400, "invalidValue")


async def test_who_is_deleted_has_left_and_leaves_no_personal_data(hr: Directory) -> None:
    user = await hr.add(
        "ada@example.org",
        name={"familyName": "Lovelace"},
        emails=[{"value": "ada@example.org", "type": "work"}],
        externalId="ada-1815",
        work={"person": "employee"},
    )
    assert (await hr.call("DELETE", f"/Users/{user['id']}")).status_code == 204
    assert (await hr.call("GET", f"/Users/{user['id']}")).status_code == 404
    assert hr.facts() == [("employee", {"active": False})]
    kept = rows(hr.url, "SELECT to_jsonb(u)::text FROM scim_users u")[0][0]
    queue = rows(hr.url, "SELECT string_agg(convert_from(body, 'UTF8'), '') FROM ledger_queue")
    for text in ("ada", "Lovelace", "1815"):
        assert text not in kept
        assert text not in queue[0][0]


async def test_no_name_or_mail_is_ever_in_the_log(hr: Directory) -> None:
    user = await hr.add("ada@example.org", displayName="Ada", work={"person": "employee"})
    for operation in LEAVES[:2]:
        await hr.patch(user["id"], operation, {"op": "add", "path": "displayName", "value": "A.L."})
    queue = rows(hr.url, "SELECT string_agg(convert_from(body, 'UTF8'), '') FROM ledger_queue")
    assert "ada" not in queue[0][0].lower()
    drafts = rows(hr.url, "SELECT to_jsonb(d)::text FROM people_drafts d")
    assert "ada" not in str(drafts).lower()


@pytest.mark.parametrize(
    ("work", "facts"),
    [
        (
            {"lastWorkingDay": "2026-11-30"},
            {"last_working_day": "2026-11-30", "zone": "Europe/Berlin"},
        ),
        ({"contractEnd": "2026-11-30"}, {"contract_end": "2026-11-30", "zone": "Europe/Berlin"}),
        (
            {"shifts": "MO-WE 08:00-12:30; SA 22:00-06:00"},
            {
                "shifts": [
                    {"days": [1, 2, 3], "starts": "08:00", "ends": "12:30"},
                    {"days": [6], "starts": "22:00", "ends": "06:00"},
                ],
                "zone": "Europe/Berlin",
            },
        ),
        ({"roles": "auditor"}, {"roles": ["auditor"]}),
        ({"languages": "de, fr"}, {"languages": ["de", "fr"]}),
    ],
)
async def test_each_fact_that_narrows_is_told_at_once(
    hr: Directory, work: dict[str, Any], facts: dict[str, Any]
) -> None:
    await hr.add(timezone="Europe/Berlin", work={"person": "employee", **work})
    assert hr.facts() == [("employee", facts)]


async def test_who_a_user_stands_for_stays_when_a_later_call_leaves_it_out(hr: Directory) -> None:
    user = await employee(hr)
    path = f"/Users/{user['id']}"
    await hr.patch(user["id"], {"op": "remove", "path": WORKFORCE})
    left = {"schemas": [CORE], "userName": "ada@example.org", "active": False}
    assert (await hr.call("PUT", path, left)).json()["active"] is False
    assert hr.facts() == [("employee", {"active": False})]
    assert rows(hr.url, "SELECT person FROM scim_users") == [("employee",)]
    other = {"op": "add", "path": f"{WORKFORCE}:person", "value": "lead"}
    await hr.patch(user["id"], other)
    assert hr.facts()[1:] == [("lead", {"active": False})]


@pytest.mark.parametrize("name", ["roles", "training", "regions", "languages", "shifts"])
async def test_a_list_that_was_said_and_is_left_out_is_empty(hr: Directory, name: str) -> None:
    held = {"training": ["minors"], "regions": ["DE"], "languages": ["en"]}
    hr.roster = people(employee=held)
    said = {"roles": "reviewer", "shifts": "MO-SU 00:00-00:00", "training": "minors"}
    said |= {"regions": "DE", "languages": "en"}
    user = await employee(hr, **{name: said[name]})
    assert hr.told() == []
    await hr.patch(user["id"], {"op": "remove", "path": f"{WORKFORCE}:{name}"})
    assert [facts[name] for _, facts in hr.facts()] == [[]]


async def test_what_widens_waits_and_is_not_in_the_log(hr: Directory) -> None:
    await hr.add(
        active=True,
        timezone="UTC",
        work={
            "person": "contractor",
            "employment": "employee",
            "team": "south",
            "manager": "head of south",
            "roles": "reviewer, lead",
        },
    )
    assert hr.told() == []
    assert hr.waiting() == {
        "contractor": {
            "employment": ["contractor", "employee"],
            "manager": ["head of north", "head of south"],
            "roles": ["reviewer", "lead, reviewer"],
            "team": ["north", "south"],
            "vendor": ["vendor of north", ""],
        }
    }


async def test_a_comeback_waits_and_a_later_end_waits(hr: Directory) -> None:
    hr.roster = people(employee={"locked": True, "last_working_day": "2026-11-30"})
    await employee(hr, lastWorkingDay="2026-12-31")
    assert hr.told() == []
    assert hr.waiting()["employee"].keys() == {"locked", "end"}


@pytest.mark.parametrize("name", ["lastWorkingDay", "contractEnd"])
async def test_a_leaver_whose_end_a_directory_writes_as_never_is_locked(
    hr: Directory, name: str
) -> None:
    user = await employee(hr)
    never = {"op": "replace", "path": f"{WORKFORCE}:{name}", "value": "9999-12-31"}
    assert (await hr.patch(user["id"], never)).status_code == 200
    assert hr.told() == []
    answer = await hr.patch(user["id"], never, LEAVES[0])
    assert answer.status_code == 200
    assert hr.facts() == [("employee", {"active": False})]


async def test_a_new_person_waits_with_what_an_administrator_has_to_add(hr: Directory) -> None:
    user = await hr.add(active=True, timezone="UTC", work={"team": "south", "roles": "reviewer"})
    person = f"person_{user['id'].replace('-', '')}"
    assert hr.told() == []
    ((missing, found),) = rows(hr.url, "SELECT missing, row FROM people_drafts")
    assert hr.waiting() == {person: {"person": ["not here", "new"]}}
    assert missing == ["employment: a text is needed"] or "needed" in missing[0]
    assert (found["id"], found["team"], found["roles"]) == (person, "south", ["reviewer"])


async def test_a_draft_that_came_true_or_was_taken_back_waits_no_longer(hr: Directory) -> None:
    user = await employee(hr, team="north")
    assert hr.waiting().keys() == {"employee"}
    hr.roster = people(employee={"team": "north"})
    await hold(hr.scim.pool, [SPEAKER], hr.scim.known(), hr.now)
    assert hr.waiting() == {}
    await hr.patch(user["id"], {"op": "replace", "path": f"{WORKFORCE}:team", "value": "east"})
    assert hr.waiting().keys() == {"employee"}
    await hr.patch(user["id"], {"op": "replace", "path": f"{WORKFORCE}:team", "value": "north"})
    assert hr.waiting() == {}


async def test_a_manager_is_the_person_behind_the_manager_s_user(hr: Directory) -> None:
    lead = await hr.add("grace@example.org", work={"person": "lead"})
    user = await employee(hr)
    for value in (lead["id"], {"value": lead["id"]}, [{"value": lead["id"]}]):
        await hr.patch(user["id"], {"op": "Add", "path": f"{ENTERPRISE}:manager", "value": value})
        assert hr.waiting()["employee"] == {"manager": ["head of south", "lead"]}
        await hr.patch(user["id"], {"op": "Remove", "path": f"{ENTERPRISE}:manager"})
        assert hr.waiting() == {}


async def test_a_leaver_brought_back_by_a_file_is_narrowed_again_by_the_worker(
    hr: Directory,
) -> None:
    await employee(hr)
    user = (await hr.call("GET", "/Users")).json()["Resources"][0]
    await hr.call("DELETE", f"/Users/{user['id']}")
    hr.roster = people()
    assert await hold(hr.scim.pool, [SPEAKER], hr.scim.known(), hr.now) == 1
    assert hr.facts() == [("employee", {"active": False})] * 2
    hr.roster = people(employee={"locked": True})
    assert await hold(hr.scim.pool, [SPEAKER], hr.scim.known(), hr.now) == 0


@pytest.mark.parametrize(
    "facts", [{"zone": "Mars/Olympus"}, {"training": [f"course {n}" for n in range(9000)]}]
)
async def test_one_account_that_cannot_be_heard_keeps_nobody_else_from_it(
    hr: Directory, facts: dict[str, Any]
) -> None:
    hr.roster = people(employee={"locked": True}, lead={"locked": True})
    broken = await employee(hr)
    leaver = await hr.add("grace@example.org", work={"person": "lead"})
    await hr.call("DELETE", f"/Users/{leaver['id']}")
    with psycopg.connect(hr.url) as conn:
        conn.execute("UPDATE scim_users SET facts = %s WHERE id = %s", (Jsonb(facts), broken["id"]))
    hr.roster = people(employee={"training": ["minors"]})
    assert await hold(hr.scim.pool, [SPEAKER], hr.scim.known(), hr.now) == 1
    assert hr.facts() == [("lead", {"active": False})]


async def test_what_the_log_takes_of_one_person_is_what_the_door_takes(hr: Directory) -> None:
    whole = {name: [f"{n:03}" for n in range(800)] for name in ("training", "languages")}
    hr.roster = people(employee={**whole, "roles": ["lead", "reviewer"]})
    most = ", ".join(chr(0x1F300 + n) for n in range(1333))
    hours = "; ".join(f"MO,TU,WE,TH,FR,SA,SU {n // 60:02}:{n % 60:02}-23:59" for n in range(114))
    said = {"training": most, "languages": most, "shifts": hours, "roles": "reviewer"}
    said |= {"regions": ", ".join(f"{a}{b}" for a in "ABCDEFGHIJ" for b in "ABCDEFGHIJ")}
    await employee(hr, **said)
    (found,) = hr.facts()
    assert len(found[1]["training"]) == len(most.split(","))


async def test_an_account_made_again_for_the_same_person_takes_the_old_one_s_place(
    hr: Directory,
) -> None:
    user = await employee(hr)
    await hr.call("DELETE", f"/Users/{user['id']}")
    hr.roster = people(employee={"locked": True})
    again = await employee(hr)
    assert again["id"] != user["id"]
    assert hr.waiting() == {"employee": {"locked": ["locked", "open"]}}
    assert rows(hr.url, "SELECT count(*) FROM scim_users") == [(1,)]


async def test_a_source_that_the_founders_have_not_named_says_nothing(hr: Directory) -> None:
    hr.roster = hr.roster.replaced({"people": [row("employee", "south")]})
    user = await employee(hr)
    await hr.patch(user["id"], LEAVES[0])
    assert hr.told() == []
    assert hr.told("people:confirmed") == []


async def test_words_are_numbered_and_chained_over_sources_and_processes(hr: Directory) -> None:
    user = await employee(hr)
    for _ in range(2):
        await hr.patch(user["id"], LEAVES[0])
    bodies = [bytes(body) for (body,) in rows(hr.url, "SELECT body FROM ledger_queue ORDER BY id")]
    found = hr.told("people:confirmed") + hr.told()
    assert sorted(data["sequence"] for data in found) == [1, 2, 3]
    assert {data["genesis"] for data in found} == {GENESIS}
    by_number = {data["sequence"]: data for data in found}
    assert by_number[1]["previous"] == "0" * 64
    assert by_number[3]["previous"] == entry_hash(bodies[1])


async def test_an_old_backup_repeats_no_number(hr: Directory) -> None:
    hr.chains["directory"] = Chain(SPEAKER.key.public.hex(), 41, "cd" * 32, NOW)
    user = await employee(hr)
    await hr.patch(user["id"], LEAVES[0])
    (confirmed,), (told,) = hr.told("people:confirmed"), hr.told()
    assert (confirmed["sequence"], confirmed["previous"]) == (42, "cd" * 32)
    assert told["sequence"] == 43


async def test_a_call_confirms_at_most_every_three_minutes(hr: Directory) -> None:
    for _ in range(3):
        await hr.call("GET", "/Users?count=0")
    assert len(hr.told("people:confirmed")) == 1
    hr.later(seconds=179)
    await hr.call("GET", "/Users?count=0")
    assert len(hr.told("people:confirmed")) == 1
    hr.later(seconds=11)
    await hr.call("GET", "/Users?count=0")
    assert len(hr.told("people:confirmed")) == 2


async def test_nothing_is_confirmed_while_the_last_change_was_refused(hr: Directory) -> None:
    user = await employee(hr)
    wrong = {"op": "replace", "path": f"{WORKFORCE}:lastWorkingDay", "value": "soon"}
    assert (await hr.patch(user["id"], wrong)).status_code == 400
    hr.later(minutes=10)
    await hr.call("GET", "/Users?count=0")
    assert len(hr.told("people:confirmed")) == 1
    await hr.patch(user["id"], {**wrong, "value": "2030-01-01"})
    hr.later(minutes=10)
    await hr.call("GET", "/Users?count=0")
    assert len(hr.told("people:confirmed")) == 2


@pytest.mark.parametrize("how", ["taken", "stale", "unknown", "bulk"])
async def test_a_change_that_is_refused_for_whatever_reason_is_one_we_do_not_have(
    hr: Directory, how: str
) -> None:
    user = await employee(hr)
    await hr.add("grace@example.org", work={"person": "lead"})
    path, stale = f"/Users/{user['id']}", {"if_match": 'W/"7"'}
    taken = {"op": "replace", "path": "userName", "value": "grace@example.org"}
    refused = {
        "taken": lambda: hr.patch(user["id"], LEAVES[0], taken),
        "stale": lambda: hr.call("DELETE", path, **stale),
        "unknown": lambda: hr.patch(GENESIS[:32], LEAVES[0]),
        "bulk": lambda: hr.call("POST", "/Bulk", {"Operations": [{"method": "DELETE"}]}),
    }
    assert (await refused[how]()).status_code in (404, 409, 412, 501)
    assert hr.told() == []
    hr.later(minutes=10)
    await hr.call("GET", "/Users?count=0")
    assert len(hr.told("people:confirmed")) == 1
    assert (await hr.call("DELETE", path)).status_code == 204
    hr.later(minutes=10)
    await hr.call("GET", "/Users?count=0")
    assert len(hr.told("people:confirmed")) == 2


@pytest.mark.parametrize(("said", "confirmed"), [({}, 2), ({"lastWorkingDay": "2026-11-30"}, 1)])
async def test_a_user_who_is_sent_again_is_no_change_that_is_missing(
    hr: Directory, said: dict[str, str], confirmed: int
) -> None:
    await employee(hr)
    for work in ({"person": "employee", **said}, said):
        body = {"schemas": [CORE, WORKFORCE], "userName": "ADA@example.org", "active": True}
        assert (await hr.call("POST", "/Users", {**body, WORKFORCE: work})).status_code == 409
    hr.later(minutes=10)
    await hr.call("GET", "/Users?count=0")
    assert len(hr.told("people:confirmed")) == confirmed


async def test_what_is_gone_already_or_was_only_asked_for_stops_no_confirmation(
    hr: Directory,
) -> None:
    user = await employee(hr)
    for status in (204, 404):
        assert (await hr.call("DELETE", f"/Users/{user['id']}")).status_code == status
    bad = {"schemas": [SEARCH], "filter": "userName"}
    assert (await hr.call("POST", "/Users/.search", bad)).status_code == 400
    hr.later(minutes=10)
    await hr.call("GET", "/Users?count=0")
    assert len(hr.told("people:confirmed")) == 2


async def test_a_stranger_s_call_confirms_nothing(hr: Directory) -> None:
    for token in ("", "Bearer wrong", "Basic token-of-directory"):
        answer = await hr.call("GET", "/Users", authorization=token)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"
        assert answer.json()["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"]
    assert rows(hr.url, "SELECT count(*) FROM ledger_queue") == [(0,)]


async def test_a_source_sees_and_changes_its_own_users_only(hr: Directory) -> None:
    user = await employee(hr)
    theirs = {"authorization": "Bearer token-of-agency"}
    path = f"/Users/{user['id']}"
    for method, body in (("GET", None), ("DELETE", None), ("PUT", {"userName": "x"})):
        assert (await hr.call(method, path, body, **theirs)).status_code == 404
    assert (await hr.call("GET", "/Users", **theirs)).json()["totalResults"] == 0
    same = await hr.call("POST", "/Users", {"schemas": [CORE], "userName": "ADA@example.org"})
    assert (same.status_code, same.json()["scimType"]) == (409, "uniqueness")
    other = {"schemas": [CORE], "userName": "ada@example.org"}
    assert (await hr.call("POST", "/Users", other, **theirs)).status_code == 201
