"""Finding users: filter, order, page (RFC 7644 section 3.4.2)."""

import asyncio
from collections.abc import Mapping
from typing import Any

from scim2_models import Context, InvalidFilterException, ListResponse, SearchRequest
from scim2_models.path import CompareOperator, Comparison, LogicalExpr, LogicalOperator
from starlette.responses import Response

from quorate.api.scim.door import Call, answer
from quorate.api.scim.schema import MOST_RESULTS, POLICY, ServedUser
from quorate.api.scim.users import folded, user_of
from quorate.intake.wellformed import is_clean
from quorate.people import directory

_REQUEST: Any = SearchRequest.__class_getitem__(ServedUser)
_LIST: Any = ListResponse.__class_getitem__(ServedUser)


def read_query(asked: Mapping[str, str]) -> Any:
    """What an address asks for. Raises pydantic.ValidationError or SCIMException."""
    return _REQUEST.model_validate(dict(asked), scim_policy=POLICY)


async def query(call: Call) -> Response:
    """GET /Users."""
    wanted = read_query(call.request.query_params)
    return await _answered(call, wanted, Context.RESOURCE_QUERY_RESPONSE)


async def search(call: Call) -> Response:
    """POST /.search and /Users/.search."""
    context = Context.SEARCH_REQUEST
    wanted = _REQUEST.model_validate(await call.json(), scim_ctx=context, scim_policy=POLICY)
    return await _answered(call, wanted, Context.SEARCH_RESPONSE)


async def _answered(call: Call, wanted: Any, context: Context) -> Response:
    most = MOST_RESULTS if wanted.count is None else min(wanted.count, MOST_RESULTS)
    skip = min(wanted.start_index_0, 2**31)
    if wanted.filter is None and wanted.sort_by is None:
        async with call.scim.pool.connection() as conn:
            total, accounts = await directory.page(conn, call.source, skip, most)
        found = [user_of(call, account) for account in accounts]
    else:
        name, external = indexed(wanted.filter)
        if not (is_clean(name or "") and is_clean(external or "")):
            raise InvalidFilterException(detail="a text with NUL or half a surrogate pair")
        async with call.scim.pool.connection() as conn:
            accounts = await directory.matching(conn, call.source, name, external)
        matched = await asyncio.to_thread(_matched, call, accounts, wanted)
        total, found = len(matched), matched[skip : skip + most]
    listed = _LIST(
        total_results=total,
        start_index=skip + 1,
        items_per_page=len(found),
        resources=found,
    )
    return answer(listed.model_dump(scim_ctx=context, response_parameters=wanted))


def _matched(call: Call, accounts: list[directory.Account], wanted: Any) -> list[Any]:
    users = [user_of(call, account) for account in accounts]
    if wanted.filter is not None:
        users = [user for user in users if wanted.filter.match(user)]
    return wanted.sort(users)


def indexed(filter_: Any) -> tuple[str | None, str | None]:
    """The user name and external id that every match has; the database finds those by an index.

    Directories look for one user by its name before each change.
    """
    node = filter_.ast if filter_ is not None else None
    terms: tuple[Any, ...] = (node,)
    if isinstance(node, LogicalExpr) and node.op == LogicalOperator.and_:
        terms = node.terms
    found: dict[str, str] = {}
    for term in terms:
        if (
            isinstance(term, Comparison)
            and term.op == CompareOperator.eq
            and term.attr_path.sub_attr is None
            and isinstance(term.value, str)
        ):
            found.setdefault(term.attr_path.attr.lower(), term.value)
    name = found.get("username")
    return (None if name is None else folded(name)), found.get("externalid")
