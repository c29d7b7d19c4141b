"""The appeal of whoever reported or gave a notice, at its own address (DSA, Article 20(1))."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from quorate.api.around.deps import Dependencies, dependencies
from quorate.api.around.problems import refuse
from quorate.appeals.filing import ByReporter
from quorate.decisions.feedback import Known
from quorate.public.appealing import Words, appealable, filed, form, of_giver
from quorate.public.givers import Giver, known_at, path_of
from quorate.vocabulary.problems import Problem, Refusal

router = APIRouter(prefix="/{giver}/{address}/appeal")


@router.get("", response_model=None)
async def show(request: Request, giver: Giver, address: str) -> Response:
    """The form; once it was sent, its receipt; once it was decided, the answer."""
    deps = dependencies(request)
    return await _shown(deps, path_of(giver, address), await known_at(deps, giver, address))


@router.post("", response_model=None)
async def file(request: Request, giver: Giver, address: str, words: Words = "") -> Response:
    """Files it, once for how the case was closed; words that do not fit come back."""
    deps, back = dependencies(request), path_of(giver, address)
    known = await known_at(deps, giver, address)
    if known.case_id is None or known.report_id is None or known.decided_at is None:
        refuse(Problem.NOT_FOUND, "nothing was decided yet that could be appealed")
    said = ByReporter(known.case_id, known.report_id, known.decided_at, words)
    done = await filed(deps, said, f"{back}/appeal")
    return await _shown(deps, back, known, words, done) if isinstance(done, Refusal) else done


async def _shown(
    deps: Dependencies, back: str, known: Known, words: str = "", wrong: Refusal | None = None
) -> Response:
    async with deps.pool.connection() as conn:
        stand = await of_giver(conn, known)
    told_at = appealable(known, stand)
    if not stand and told_at is None:
        refuse(Problem.NOT_FOUND, "nothing was decided yet that could be appealed")
    return form(f"{back}/appeal", back, stand, told_at, deps.clock(), words, wrong)
