"""Versions in a race, pages under inserts, projections, and filters against a naive evaluator."""

import asyncio
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scim2_models import ScimFilter
from tests.people.directory import NOW, WORKFORCE, Directory

from quorate.api.scim.hours import read_shifts
from quorate.api.scim.schema import ServedUser
from quorate.api.scim.search import indexed

Row = dict[str, Any]
SEARCH = "urn:ietf:params:scim:api:messages:2.0:SearchRequest"
TITLE = {"op": "replace", "path": "displayName", "value": "x"}


async def test_of_two_writers_with_one_version_one_is_refused(hr: Directory) -> None:
    user = await hr.add()
    tag = user["meta"]["version"]
    answers = await asyncio.gather(
        *(hr.patch(user["id"], {**TITLE, "value": f"v{n}"}, if_match=tag) for n in range(6))
    )
    assert sorted(a.status_code for a in answers) == [200, *[412] * 5]
    won = next(a.json() for a in answers if a.status_code == 200)
    assert (await hr.call("GET", f"/Users/{user['id']}")).json() == won


async def test_writers_without_a_version_follow_one_another(hr: Directory) -> None:
    user = await hr.add()
    answers = await asyncio.gather(
        *(hr.patch(user["id"], {**TITLE, "value": f"v{n}"}) for n in range(6))
    )
    assert sorted(a.headers["etag"] for a in answers) == [f'W/"{n}"' for n in range(2, 8)]


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
async def test_an_old_version_changes_nothing(hr: Directory, method: str) -> None:
    user = await hr.add(work={"person": "employee"})
    await hr.patch(user["id"], TITLE)
    bodies: Row = {
        "PUT": {**user, "active": False},
        "PATCH": {"Operations": [{**TITLE, "value": "y"}]},
        "DELETE": None,
    }
    path = f"/Users/{user['id']}"
    answer = await hr.call(method, path, bodies[method], if_match='W/"1"')
    assert (answer.status_code, answer.json()["status"]) == (412, "412")
    assert hr.told() == []
    for tag in ('W/"2"', "*", '"1", W/"2"'):
        assert (await hr.patch(user["id"], TITLE, if_match=tag)).status_code == 200


async def test_a_version_that_is_known_is_not_sent_again(hr: Directory) -> None:
    user = await hr.add()
    path = f"/Users/{user['id']}"
    answer = await hr.call("GET", path, if_none_match=user["meta"]["version"])
    assert (answer.status_code, answer.content) == (304, b"")
    assert (await hr.call("GET", path, if_none_match='W/"9"')).status_code == 200


async def test_two_users_of_one_name_are_one(hr: Directory) -> None:
    body: Row = {"schemas": [], "userName": "ada@example.org"}
    answers = await asyncio.gather(*(hr.call("POST", "/Users", body) for _ in range(6)))
    assert sorted(a.status_code for a in answers) == [201, *[409] * 5]
    other = await hr.add("grace@example.org")
    taken = {"op": "replace", "path": "userName", "value": "ADA@example.org"}
    answer = await hr.patch(other["id"], taken)
    assert (answer.status_code, answer.json()["scimType"]) == (409, "uniqueness")


async def test_pages_stay_what_they_were_when_users_are_added(hr: Directory) -> None:
    names = [f"user-{n}" for n in range(7)]
    for name in names:
        await hr.add(name)
    seen: list[str] = []
    for start in (1, 4, 7):
        page = (await hr.call("GET", f"/Users?startIndex={start}&count=3")).json()
        assert (page["startIndex"], page["itemsPerPage"]) == (start, len(page["Resources"]))
        seen += [user["userName"] for user in page["Resources"]]
        await hr.add(f"a-new-one-{start}")
    assert seen[:7] == names
    assert seen[7:] == ["a-new-one-1", "a-new-one-4"]


@pytest.mark.parametrize(
    ("query", "total", "names"),
    [
        ("count=0", 3, []),
        ("count=-5", 3, []),
        ("startIndex=0&count=1", 3, ["carol"]),
        ("startIndex=99", 3, []),
        ("sortBy=userName", 3, ["Alice", "bob", "carol"]),
        ("sortBy=userName&sortOrder=descending", 3, ["carol", "bob", "Alice"]),
        ("sortBy=displayName&sortOrder=descending", 3, ["carol", "bob", "Alice"]),
        ("sortBy=userName&startIndex=2&count=1", 3, ["bob"]),
        ('filter=userName eq "ALICE"', 1, ["Alice"]),
        ('filter=userName eq "alice" and displayName pr', 1, ["Alice"]),
        ('filter=externalId eq "B"', 1, ["bob"]),
        ('filter=externalId eq "b"', 0, []),
        ('filter=not (userName sw "a")', 2, ["carol", "bob"]),
        ('filter=emails[type eq "work" and value co "@example"]', 1, ["bob"]),
        (f'filter={WORKFORCE}:team eq "north"', 1, ["Alice"]),
        ("filter=active eq true", 1, ["bob"]),
        ('filter=meta.created gt "2026-11-25T11:00:00Z"', 3, ["carol", "bob", "Alice"]),
    ],
)
async def test_a_query_finds_orders_and_pages(
    hr: Directory, query: str, total: int, names: list[str]
) -> None:
    await hr.add("carol")
    mail = [{"value": "bob@example.org", "type": "work"}]
    await hr.add("bob", externalId="B", active=True, emails=mail, displayName="B")
    await hr.add("Alice", displayName="A", work={"team": "north"})
    found = (await hr.call("GET", f"/Users?{query}")).json()
    assert (found["totalResults"], [u["userName"] for u in found["Resources"]]) == (total, names)
    parts = dict(part.split("=", 1) for part in query.split("&"))
    body: Row = {k: int(v) if k in ("count", "startIndex") else v for k, v in parts.items()}
    for path in ("/Users/.search", "/.search"):
        again = await hr.call("POST", path, {"schemas": [SEARCH], **body})
        assert again.json()["Resources"] == found["Resources"]


@pytest.mark.parametrize(
    ("query", "kind"),
    [
        ("filter=userName", "invalidFilter"),
        ("filter=userName xx 1", "invalidFilter"),
        ('filter=nothing eq "x"', "invalidFilter"),
        ("filter=active gt true", "invalidFilter"),
        ("sortBy=name", "invalidPath"),
        ("sortBy=nothing", "invalidPath"),
        ("count=many", "invalidValue"),
        ("attributes=userName&excludedAttributes=name", "invalidValue"),
        (r'filter=userName eq "a\u0000b"', "invalidFilter"),
        (r'filter=displayName pr and externalId eq "\ud800"', "invalidFilter"),
    ],
)
async def test_a_query_that_means_nothing_is_refused(hr: Directory, query: str, kind: str) -> None:
    answer = await hr.call("GET", f"/Users?{query}")
    assert (answer.status_code, answer.json()["scimType"]) == (400, kind)


async def test_only_what_is_asked_for_is_answered(hr: Directory) -> None:
    user = await hr.add(displayName="Ada", work={"team": "north", "roles": "reviewer"})
    path = f"/Users/{user['id']}"
    only = (await hr.call("GET", f"{path}?attributes=userName")).json()
    assert only.keys() == {"schemas", "id", "userName"}
    part = (await hr.call("GET", f"{path}?attributes={WORKFORCE}:team")).json()
    assert part[WORKFORCE] == {"team": "north"}
    rest = (await hr.call("GET", f"{path}?excludedAttributes=displayName")).json()
    assert rest.keys() == user.keys() - {"displayName"}
    listed = (await hr.call("GET", "/Users?attributes=userName")).json()["Resources"]
    assert listed[0].keys() == {"schemas", "id", "userName"}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/Users/nobody", 404),
        ("GET", f"/Users/{'0' * 32}", 404),
        ("GET", "/nowhere", 404),
        ("POST", "/Bulk", 501),
        ("GET", "/Me", 501),
        ("POST", "/Schemas", 405),
        ("GET", "/Schemas?filter=id%20pr", 403),
        ("GET", "/Groups", 404),
    ],
)
async def test_what_is_not_there_or_not_offered_is_an_error_of_rfc_7644(
    hr: Directory, method: str, path: str, status: int
) -> None:
    answer = await hr.call(method, path)
    assert (answer.status_code, answer.json()["status"]) == (status, str(status))


async def test_the_location_leads_to_the_user(hr: Directory) -> None:
    user = await hr.add()
    answer = await hr.client.get(user["meta"]["location"])
    assert answer.json() == user
    assert user["meta"]["created"].startswith(NOW.isoformat()[:19])


_TEXTS = st.sampled_from(["", "a", "A", "ab", "b", "é", 'q"x', "\\"])
_USERS = st.fixed_dictionaries(
    {"userName": _TEXTS.filter(bool)},
    optional={
        "displayName": _TEXTS,
        "active": st.booleans(),
        "emails": st.lists(
            st.fixed_dictionaries(
                {}, optional={"type": st.sampled_from(["work", "home"]), "display": _TEXTS}
            ),
            max_size=2,
        ),
    },
)
_OPERATORS = st.sampled_from(["eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le"])
_NAMES = st.sampled_from(["userName", "displayName", "USERNAME"])
Node = tuple[Any, ...]
_LEAVES: st.SearchStrategy[Node] = st.one_of(
    st.tuples(st.just("compare"), _NAMES, _OPERATORS, _TEXTS),
    st.tuples(st.just("present"), st.sampled_from(["displayName", "active", "emails"])),
    st.tuples(st.just("active"), st.sampled_from(["eq", "ne"]), st.booleans()),
    st.tuples(st.just("mails"), st.sampled_from(["work", "home"]), _OPERATORS, _TEXTS.filter(bool)),
)
_FILTERS: st.SearchStrategy[Node] = st.recursive(
    _LEAVES,
    lambda inner: st.one_of(
        st.tuples(st.just("not"), inner),
        st.tuples(st.sampled_from(["and", "or"]), inner, inner),
    ),
    max_leaves=6,
)


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def written(node: Node) -> str:
    match node:
        case ("compare", name, operator, text):
            return f"{name} {operator} {quoted(text)}"
        case ("present", name):
            return f"{name} pr"
        case ("active", operator, value):
            return f"active {operator} {str(value).lower()}"
        case ("mails", kind, operator, text):
            return f'emails[type eq "{kind}" and display {operator} {quoted(text)}]'
        case ("not", inner):
            return f"not ({written(inner)})"
        case (word, left, right):
            return f"({written(left)}) {word} ({written(right)})"
        case _:
            raise AssertionError(node)


def compared(value: object, operator: str, text: object) -> bool:
    """RFC 7644 section 3.4.2.2, as plainly as it can be said."""
    if value is None:
        return operator == "ne"
    left, right = str(value).lower(), str(text).lower()
    return {
        "eq": left == right,
        "ne": left != right,
        "co": right in left,
        "sw": left.startswith(right),
        "ew": left.endswith(right),
        "gt": left > right,
        "ge": left >= right,
        "lt": left < right,
        "le": left <= right,
    }[operator]


def holds(node: Node, user: Row) -> bool:
    folded: Row = {k.lower(): v for k, v in user.items()}
    match node:
        case ("compare", name, operator, text):
            return compared(folded.get(name.lower()), operator, text)
        case ("present", name):
            mails: list[Row] = user.get("emails", [])
            nodes: list[Any] = [v for mail in mails for v in mail.values()]
            found = nodes if name == "emails" else [folded.get(name.lower())]
            return any(node not in (None, "") for node in found)
        case ("active", operator, value):
            return compared(folded.get("active"), operator, value)
        case ("mails", kind, operator, text):
            return any(
                m.get("type") == kind and compared(m.get("display"), operator, text)
                for m in user.get("emails", [])
            )
        case ("not", inner):
            return not holds(inner, user)
        case ("and", left, right):
            return holds(left, user) and holds(right, user)
        case ("or", left, right):
            return holds(left, user) or holds(right, user)
        case _:
            raise AssertionError(node)


@given(_FILTERS, _USERS)
@settings(max_examples=600, deadline=None)
def test_a_filter_means_what_the_naive_evaluator_means(node: Node, user: Row) -> None:
    made: Any = ScimFilter.__class_getitem__(ServedUser)
    found = made(written(node)).match(ServedUser.model_validate(user))
    assert found is holds(node, user), written(node)


@given(_FILTERS)
@settings(max_examples=100, deadline=None)
def test_the_index_leaves_no_match_out(node: Node) -> None:
    made: Any = ScimFilter.__class_getitem__(ServedUser)
    name, external = indexed(made(written(node)))
    assert external is None
    if name is not None:
        assert not holds(node, {"userName": name + "x", "displayName": "a", "active": True})


@pytest.mark.parametrize(
    ("text", "days", "count"),
    [
        ("MO-FR 08:00-16:30", [1, 2, 3, 4, 5], 1),
        ("fr-mo 22:00-06:00", [1, 5, 6, 7], 1),
        ("MO,WE-TH 09:00-17:00; SA 10:00-14:00", [1, 3, 4], 2),
        ("", [0], 0),
    ],
)
def test_hours_are_read(text: str, days: list[int], count: int) -> None:
    found = read_shifts(text)
    assert len(found) == count
    assert not found or sorted(found[0].days) == days


@pytest.mark.parametrize("text", ["MO 8:00-16:00", "XX 08:00-16:00", "MO 25:00-26:00", "MO"])
def test_hours_in_no_known_form_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w+"):
        read_shifts(text)
