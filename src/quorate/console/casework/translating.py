"""A reported text in the language of the page, by the installation's own service, on a press."""

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse

from quorate.api.around.deps import allowed, dependencies
from quorate.api.around.problems import accepted, refuse
from quorate.api.steps.casework import house
from quorate.cases import queries
from quorate.console.around.desk import Sitting, case_id, page
from quorate.console.casework.grouped import text_of
from quorate.languages.tongues import TONGUE
from quorate.vocabulary.identifiers import REPORT, uuid_of
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem, Refusal

router = APIRouter(prefix="/console", include_in_schema=False)


@router.post("/cases/{id}/translations", response_model=None)
async def translate(
    request: Request,
    sitting: Sitting,
    id: str,
    report: Annotated[str, Form(max_length=64)],
    part: Annotated[Literal["message", "words"], Form()],
) -> HTMLResponse:
    """The part beside a text. The text is read from the case itself, so that nobody sends another
    one through here; a refusal is shown in the same place."""
    deps, case, translator = dependencies(request), case_id(id), house(request).translator
    leave = allowed(deps, sitting.actor, Permission.CASE_READ, id)
    if translator is None:
        refuse(Problem.NOT_FOUND, "this installation has no translation service", "translation")
    async with deps.pool.connection() as conn:
        found = accepted(await queries.case_page(conn, leave, case))
    wanted = uuid_of(REPORT, report)
    row = next((row for row in found.reports if row.id == wanted), None)
    said = (row.body if part == "words" else text_of(row)) if row else None
    if row is None or not said:
        refuse(Problem.NOT_FOUND, "no such text in this case", "report")
    target = TONGUE.get().code.partition("-")[0]
    answer = await translator.translate(said, _base(row.language), target)
    refused = answer if isinstance(answer, Refusal) else None
    made = None if isinstance(answer, Refusal) else answer
    return page("translated.html", sitting, refused=refused, made=made, target=target)


def _base(language: str | None) -> str | None:
    """`pt` of `pt-BR`: services know languages, seldom their regions."""
    return language.partition("-")[0].lower() if language else None
