"""tools.ozone.moderation.getRepo: an account as moderators see it, with nothing private.

E-mail addresses and the like are shown under an open case, logged before (`quorate` reveals, I8).
"""

from typing import Final

from fastapi import Request
from fastapi.responses import JSONResponse, Response

from quorate.accounts.subject import Subject
from quorate.api.around.deps import allowed, dependencies
from quorate.atproto.ozone_views import account_view
from quorate.atproto.subjects import account as account_of
from quorate.cases import statuses
from quorate.cases.queries import ALL_CASES
from quorate.labeler.errors import xrpc_error
from quorate.labeler.moderators import Speaker, moderator
from quorate.labeler.reading import read
from quorate.labeler.service import labeler
from quorate.labeler.statuses import standing, taken_of
from quorate.vocabulary.permissions import Permission

METHOD: Final = "tools.ozone.moderation.getRepo"


async def get_repo(request: Request) -> Response:
    """The account of a DID, if it was ever heard of here."""
    here, who = labeler(request), await moderator(request, METHOD)
    did = request.query_params.get("did", "")
    found = await account(request, who, read(lambda: account_of(here.identity.connector, did)))
    if found is None:
        return xrpc_error(400, "RepoNotFound", "nothing was ever reported about this account")
    return JSONResponse(found)


async def account(request: Request, who: Speaker, subject: Subject) -> dict[str, object] | None:
    """The account's view; None where nothing was ever about it."""
    here, deps = labeler(request), dependencies(request)
    leave = allowed(deps, who.actor, Permission.CASE_READ, ALL_CASES)
    async with deps.pool.connection() as conn:
        known = await statuses.subject_known(conn, leave, subject)
        if known is None:
            return None
        row = (await statuses.latest(conn, leave, [known.id], deps.clock())).get(known.id)
        taken = await taken_of(request, conn, [known.id])
    handle = await here.resolver.handle(subject.native)
    stands = standing(row, taken.get(known.id)) if row else None
    return account_view(subject.native, handle, known.first_seen, stands)
