"""Bodies as Entra and Okta really send them, and the error of RFC 7644 for what cannot be done."""

from typing import Any

import pytest
from tests.people.directory import CORE, ENTERPRISE, PATCH, WORKFORCE, Directory

Row = dict[str, Any]
MAIL = {"value": "ada@example.org", "type": "work", "primary": True}
HOME = {"value": "ada@home.example", "type": "home"}
LONG = "".join(map(chr, range(0x4E00, 0x4E00 + 256)))
HOURS = "; ".join(f"MO {n // 60:02}:{n % 60:02}-23:59" for n in range(1380))
ENTRA: list[tuple[Row, Row]] = [
    ({"op": "Replace", "path": "displayName", "value": "Ada"}, {"displayName": "Ada"}),
    ({"op": "Add", "path": "name.givenName", "value": "Ada"}, {"name": {"givenName": "Ada"}}),
    ({"op": "Replace", "value": {"displayName": "Ada"}}, {"displayName": "Ada"}),
    (
        {"op": "Add", "value": {"name.familyName": "L.", "displayName": "Ada"}},
        {"name": {"familyName": "L."}, "displayName": "Ada"},
    ),
    (
        {"op": "Add", "path": 'emails[type eq "home"].value', "value": "ada@home.example"},
        {"emails": [MAIL, HOME]},
    ),
    (
        {"op": "Replace", "path": 'emails[type eq "work"].value', "value": "a@example.org"},
        {"emails": [{**MAIL, "value": "a@example.org"}]},
    ),
    ({"op": "Remove", "path": "emails", "value": [{"value": "ada@example.org"}]}, {"emails": None}),
    ({"op": "Remove", "path": 'emails[type eq "work"]'}, {"emails": None}),
    (
        {"op": "Add", "path": f"{WORKFORCE}:lastWorkingDay", "value": "2030-06-28"},
        {WORKFORCE: {"lastWorkingDay": "2030-06-28"}},
    ),
    (
        {"op": "Add", "value": {f"{WORKFORCE}:team": "north", f"{WORKFORCE}:roles": "lead"}},
        {WORKFORCE: {"team": "north", "roles": "lead"}},
    ),
    (
        {"op": "Add", "value": {WORKFORCE: {"team": "north"}}},
        {WORKFORCE: {"team": "north"}},
    ),
    (
        {"op": "Add", "path": f"{ENTERPRISE}:manager", "value": "26118915"},
        {ENTERPRISE: {"manager": {"value": "26118915"}}},
    ),
    (
        {"op": "Add", "path": f"{ENTERPRISE}:manager.value", "value": "26118915"},
        {ENTERPRISE: {"manager": {"value": "26118915"}}},
    ),
    (
        {"op": "Replace", "value": {ENTERPRISE: {"manager": "26118915"}}},
        {ENTERPRISE: {"manager": {"value": "26118915"}}},
    ),
    ({"op": "Add", "path": 'phoneNumbers[type eq "mobile"].value', "value": "1"}, {}),
    ({"op": "Add", "path": f"{ENTERPRISE}:department", "value": "Moderation"}, {}),
    ({"op": "Replace", "path": "active", "value": "True"}, {"active": True}),
]
OKTA: list[tuple[Row, Row]] = [
    ({"op": "replace", "value": {"active": False}}, {"active": False}),
    ({"op": "replace", "value": {"active": True}}, {"active": True}),
    ({"op": "replace", "value": {"id": "other", "displayName": "Ada"}}, {"displayName": "Ada"}),
    ({"op": "replace", "value": {"password": "t1meMa$heen"}}, {}),
]
WRONG: list[tuple[Row, int, str | None]] = [
    ({"op": "move", "path": "displayName", "value": "x"}, 400, "invalidValue"),
    ({"op": "replace", "path": "emails[", "value": "x"}, 400, "invalidPath"),
    ({"op": "replace", "path": 'emails[nope eq "x"].value', "value": "x"}, 400, "invalidFilter"),
    ({"op": "replace", "path": 'emails[type ne "work"].value', "value": "x"}, 400, "noTarget"),
    ({"op": "remove"}, 400, "noTarget"),
    ({"op": "remove", "path": "userName"}, 400, "mutability"),
    ({"op": "replace", "path": "userName", "value": None}, 400, "mutability"),
    ({"op": "replace", "path": "id", "value": "x"}, 400, "mutability"),
    ({"op": "add", "path": "displayName"}, 400, "invalidValue"),
    ({"op": "replace", "path": "active", "value": "maybe"}, 400, "invalidValue"),
    ({"op": "replace", "path": "timezone", "value": "Mars/Olympus"}, 400, "invalidValue"),
    ({"op": "replace", "path": f"{WORKFORCE}:roles", "value": "janitor"}, 400, "invalidValue"),
    ({"op": "replace", "path": f"{WORKFORCE}:contractEnd", "value": "soon"}, 400, "invalidValue"),
    ({"op": "replace", "path": f"{WORKFORCE}:shifts", "value": "all day"}, 400, "invalidValue"),
    ({"op": "replace", "path": f"{WORKFORCE}:regions", "value": "Europe"}, 400, "invalidValue"),
    ({"op": "replace", "path": f"{WORKFORCE}:employment", "value": "boss"}, 400, "invalidValue"),
    ({"op": "replace", "path": "displayName", "value": "a\u0000b"}, 400, "invalidValue"),
    ({"op": "replace", "path": "userName", "value": "a\ud800b"}, 400, "invalidValue"),
    ({"op": "add", "path": 'emails[type eq "\\u0000"].value', "value": "x"}, 400, "invalidValue"),
    ({"op": "replace", "path": "userName", "value": LONG}, 400, "invalidValue"),
    ({"op": "replace", "path": "externalId", "value": LONG}, 400, "invalidValue"),
    ({"op": "replace", "path": f"{WORKFORCE}:person", "value": LONG}, 400, "invalidValue"),
    ({"op": "replace", "path": f"{WORKFORCE}:training", "value": 20 * LONG}, 400, "invalidValue"),
    ({"op": "replace", "path": f"{WORKFORCE}:shifts", "value": HOURS}, 400, "invalidValue"),
]


def held(user: Row, names: Row) -> Row:
    return {name: user.get(name) for name in names}


@pytest.mark.parametrize(("operation", "after"), [*ENTRA, *OKTA])
async def test_an_operation_does_what_its_sender_means(
    hr: Directory, operation: Row, after: Row
) -> None:
    user = await hr.add(emails=[MAIL])
    answer = await hr.patch(user["id"], operation)
    assert answer.status_code == 200, answer.text
    assert held(answer.json(), after) == after
    kept = (await hr.call("GET", f"/Users/{user['id']}")).json()
    assert kept == answer.json()
    assert "password" not in str(kept)


@pytest.mark.parametrize(("operation", "status", "kind"), WRONG)
async def test_what_cannot_be_done_is_refused_whole_with_its_scim_type(
    hr: Directory, operation: Row, status: int, kind: str | None
) -> None:
    user = await hr.add(emails=[MAIL])
    good = {"op": "replace", "path": "displayName", "value": "Ada"}
    answer = await hr.patch(user["id"], good, operation)
    found = answer.json()
    assert (answer.status_code, found.get("scimType")) == (status, kind), found
    assert found["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"]
    assert found["status"] == str(status)
    assert found["detail"]
    assert answer.headers["content-type"] == "application/scim+json"
    assert (await hr.call("GET", f"/Users/{user['id']}")).json() == user


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"\xff",
        b"[" * 100_000,
        b'{"Operations": 5}',
        b'{"schemas": ["' + PATCH.encode() + b'"], "Operations": []}',
        b'{"schemas": ["' + PATCH.encode() + b'"], "Operations": [5]}',
        b'{"schemas": ["' + PATCH.encode() + b'"]}',
    ],
)
async def test_a_broken_body_is_an_error_of_rfc_7644(hr: Directory, body: bytes) -> None:
    user = await hr.add()
    path = f"/scim/v2/Users/{user['id']}"
    answer = await hr.client.request("PATCH", path, content=body)
    assert answer.status_code == 400, answer.text
    assert answer.json()["scimType"] in {"invalidSyntax", "invalidValue"}


async def test_okta_s_whole_user_replaces_and_what_is_not_needed_is_not_kept(
    hr: Directory,
) -> None:
    user = await hr.add(displayName="Ada", work={"team": "north"})
    body: Row = {
        "schemas": [CORE, ENTERPRISE],
        "id": user["id"],
        "userName": "ada@example.org",
        "name": {"givenName": "Ada", "familyName": "Lovelace"},
        "emails": [{"primary": True, "value": "ada@example.org", "type": "work"}],
        "phoneNumbers": [{"value": "123-456", "type": "work"}],
        "locale": "en-US",
        "groups": [],
        "password": "t1meMa$heen",
        "active": True,
        "meta": {"resourceType": "User"},
    }
    answer = await hr.call("PUT", f"/Users/{user['id']}", body)
    found = answer.json()
    assert answer.status_code == 200, found
    assert "displayName" not in found
    assert WORKFORCE not in found
    assert found.keys() == {"schemas", "id", "meta", "userName", "name", "emails", "active"}


async def test_the_same_again_makes_no_new_version(hr: Directory) -> None:
    user = await hr.add(displayName="Ada")
    path = f"/Users/{user['id']}"
    for _ in range(2):
        answer = await hr.patch(
            user["id"], {"op": "Replace", "path": "displayName", "value": "Ada"}
        )
        assert answer.headers["etag"] == user["meta"]["version"]
    plain = {k: v for k, v in user.items() if k not in ("id", "meta")}
    assert (await hr.call("PUT", path, plain)).headers["etag"] == user["meta"]["version"]
