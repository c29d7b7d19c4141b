"""The appeal of whom a decision concerns, at the address that only they were given."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from quorate.api.around.deps import Dependencies, dependencies
from quorate.api.around.problems import refuse
from quorate.appeals import queries, store
from quorate.appeals.filing import ByPerson
from quorate.appeals.store import Decided
from quorate.decisions.told import LONGEST, token_hash
from quorate.public.appealing import Words, filed, form
from quorate.public.pages import PREFIX
from quorate.vocabulary.problems import Problem, Refusal

router = APIRouter(prefix="/appeals")


@router.get("/{token}", response_model=None)
async def show(request: Request, token: str) -> Response:
    """The form; once it was sent, its receipt; once it was decided, the answer."""
    deps = dependencies(request)
    found = await _told(deps, token)
    return await _shown(deps, token, found)


@router.post("/{token}", response_model=None)
async def file(request: Request, token: str, words: Words = "") -> Response:
    """Files it, once; what does not fit comes back with its words, so that nothing is lost."""
    deps = dependencies(request)
    found = await _told(deps, token)
    done = await filed(deps, ByPerson(found.proposal, words), _here(token))
    if isinstance(done, Refusal):
        return await _shown(deps, token, found, words, done)
    return done


async def _told(deps: Dependencies, token: str) -> Decided:
    """What this address tells of, or the problem that there is no such address."""
    async with deps.pool.connection() as conn:
        found = await store.told_under(conn, token_hash(token)) if len(token) <= LONGEST else None
    if found is None:
        refuse(Problem.NOT_FOUND, "there is no such page", "token")
    return found


async def _shown(
    deps: Dependencies, token: str, found: Decided, words: str = "", wrong: Refusal | None = None
) -> Response:
    async with deps.pool.connection() as conn:
        stands = await queries.of_person(conn, found.proposal)
    stand, told_at = ([stands], None) if stands else ([], found.told_at)
    back = f"{PREFIX}/reasons/{token}"
    return form(_here(token), back, stand, told_at, deps.clock(), words, wrong)


def _here(token: str) -> str:
    return f"{PREFIX}/appeals/{token}"
