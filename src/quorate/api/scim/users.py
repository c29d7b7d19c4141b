"""Users: created, read, searched, replaced, patched, deleted; each change is heard at once."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from psycopg.errors import UniqueViolation
from scim2_models import (
    Context,
    InvalidValueException,
    Meta,
    NotFoundException,
    Path,
    ResponseParameters,
    UniquenessException,
    default_comparison_key,
)
from starlette.responses import Response
from uuid_utils.compat import uuid7

from quorate.api.scim.door import Call, SaidBeforeError, answer, etag, expect, named
from quorate.api.scim.reading import read_patch, read_user, unfit
from quorate.api.scim.schema import POLICY, ServedUser
from quorate.api.scim.telling import facts_of, manager_of, stated, work_of
from quorate.people import directory
from quorate.people.actions import hear, mark
from quorate.people.directory import Account, Connection

TAKEN: Final = "this userName or person is taken"
_NAME: Any = Path.__class_getitem__(ServedUser)("userName").resolve()


def folded(user_name: str) -> str:
    """A user name as names are compared."""
    return default_comparison_key(_NAME, user_name)


def user_of(call: Call, account: Account) -> Any:
    """The user with id and meta, as it is served."""
    user = ServedUser.model_validate(dict(account.resource or {}), scim_policy=POLICY)
    user.id = str(account.id)
    user.meta = Meta(
        resource_type="User",
        created=account.created_at,
        last_modified=account.changed_at,
        location=f"{call.base}/Users/{account.id}",
        version=etag(account.version),
    )
    return user


def _shown(call: Call, account: Account, context: Context, status: int = 200) -> Response:
    wanted = _parameters(call.request.query_params)
    user = user_of(call, account)
    body = user.model_dump(scim_ctx=context, response_parameters=wanted)
    headers = {"ETag": etag(account.version), "Location": user.meta.location}
    return answer(body, status, headers)


def _parameters(query: Mapping[str, str]) -> Any:
    model: Any = ResponseParameters.__class_getitem__(ServedUser)
    names = {k: v for k, v in query.items() if k in ("attributes", "excludedAttributes")}
    return model.model_validate(names)


def _id(call: Call) -> UUID:
    try:
        return UUID(call.request.path_params["id"])
    except ValueError:
        raise NotFoundException(detail="there is no such user") from None


async def _found(call: Call, conn: Connection) -> Account:
    account = await directory.find(conn, call.source, _id(call))
    if account is None:
        raise NotFoundException(detail="there is no such user")
    return account


async def _filled(call: Call, conn: Connection, account: Account, user: Any) -> Account:
    """The account with everything that follows from the user's attributes.

    Whom it stands for stays when it is left out: else a lock that names nobody would lock nobody.
    """
    kept = user.model_copy(deep=True)
    kept.id = kept.meta = None
    resource = kept.model_dump(scim_ctx=Context.DEFAULT, mode="json")
    if wrong := unfit(resource):
        raise InvalidValueException(detail=wrong)
    ever = stated(user, account.stated)
    work, manager = work_of(user), manager_of(user)
    person = None
    if manager is not None:
        try:
            known = await directory.persons_of(conn, call.source, [UUID(manager)])
            person = known.get(UUID(manager))
        except ValueError:
            person = None
    return replace(
        account,
        person=work.person or account.person or f"person_{account.id.hex}",
        user_name=folded(user.user_name),
        external_id=user.external_id,
        resource=resource,
        stated=ever,
        facts=facts_of(user, ever, person),
    )


def _taken() -> UniquenessException:
    return UniquenessException(detail=TAKEN)


async def _taken_by(conn: Connection, new: Account, person: str | None) -> UniquenessException:
    """Taken by the same one, where nothing else follows from what was sent."""
    for known in await directory.matching(conn, new.source, new.user_name, None):
        if known.facts == new.facts and person in (None, known.person):
            return SaidBeforeError(detail=TAKEN)
    return _taken()


async def create(call: Call) -> Response:
    """POST /Users."""
    user = read_user(await call.json(), Context.RESOURCE_CREATION_REQUEST)
    now = call.scim.clock()
    new = Account(uuid7(), call.source, "", None, None, None, (), {}, 1, now, now)
    async with call.scim.pool.connection() as conn, conn.transaction():
        account = await _filled(call, conn, new, user)
        if not await directory.add(conn, account):
            raise await _taken_by(conn, account, work_of(user).person)
        await _heard(call, conn, account)
    return _shown(call, account, Context.RESOURCE_CREATION_RESPONSE, 201)


async def _heard(call: Call, conn: Connection, account: Account) -> None:
    await hear(conn, call.speaker, call.scim.known(), account, call.scim.clock())
    await mark(conn, call.speaker, refused=False)


async def show(call: Call) -> Response:
    """GET /Users/{id}."""
    async with call.scim.pool.connection() as conn:
        account = await directory.read(conn, call.source, _id(call))
    if account is None:
        raise NotFoundException(detail="there is no such user")
    if named(call.request.headers.get("if-none-match", ""), account.version):
        return Response(status_code=304, headers={"ETag": etag(account.version)})
    return _shown(call, account, Context.RESOURCE_QUERY_RESPONSE)


async def put(call: Call) -> Response:
    """PUT /Users/{id}: the whole user; what is left out is taken away."""
    user = read_user(await call.json(), Context.RESOURCE_REPLACEMENT_REQUEST)
    async with call.scim.pool.connection() as conn, conn.transaction():
        account = await _found(call, conn)
        expect(call, account.version)
        before = user_of(call, account)
        changed = user.replace(before)
        account = await _saved(call, conn, account, user, changed=changed)
    return _shown(call, account, Context.RESOURCE_REPLACEMENT_RESPONSE)


async def patch(call: Call) -> Response:
    """PATCH /Users/{id}: all of its operations, or none."""
    operations = read_patch(await call.json())
    async with call.scim.pool.connection() as conn, conn.transaction():
        account = await _found(call, conn)
        expect(call, account.version)
        user = user_of(call, account)
        changed = operations.patch(user, scim_policy=POLICY)
        account = await _saved(call, conn, account, user, changed=changed)
    return _shown(call, account, Context.RESOURCE_PATCH_RESPONSE)


async def _saved(
    call: Call, conn: Connection, account: Account, user: Any, *, changed: bool
) -> Account:
    """Stored and heard; heard even where nothing changed, for people may have come meanwhile."""
    if changed:
        before = account.person
        filled = await _filled(call, conn, account, user)
        account = replace(filled, version=account.version + 1, changed_at=call.scim.clock())
        try:
            async with conn.transaction():
                await directory.save(conn, account)
        except UniqueViolation:
            raise _taken() from None
        if account.person != before:
            await directory.drop_draft(conn, call.source, before)
    await _heard(call, conn, account)
    return account


async def delete(call: Call) -> Response:
    """DELETE /Users/{id}: who is deleted has left; names and mails go, the word stays."""
    async with call.scim.pool.connection() as conn, conn.transaction():
        account = await _found(call, conn)
        expect(call, account.version)
        gone = replace(
            account,
            user_name=None,
            external_id=None,
            resource=None,
            stated=(),
            facts={"active": False},
            version=account.version + 1,
            changed_at=call.scim.clock(),
        )
        await directory.save(conn, gone)
        await _heard(call, conn, gone)
    return Response(status_code=204)
