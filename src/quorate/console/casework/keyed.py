"""The page of the templates: what each key decides, and for leads the forms that set it."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response

from quorate.api.around.deps import allowed, dependencies
from quorate.api.around.problems import accepted, refuse
from quorate.api.steps.casework import house
from quorate.cases.queries import ALL_CASES
from quorate.console.around import words
from quorate.console.around.desk import Sitting, days_of, go, page
from quorate.decisions import terms
from quorate.decisions.templates import KEYS, LONGEST_NOTE, OWN, Template, is_plain
from quorate.decisions.templating import TEMPLATES, forget_template, set_template, templates
from quorate.vocabulary.actions import Action
from quorate.vocabulary.kinds import Role
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem

router = APIRouter(prefix="/console", include_in_schema=False)
_SHIPPED = "shipped"


@router.get("/templates", response_model=None)
async def show_templates(request: Request, sitting: Sitting) -> HTMLResponse:
    """What each key decides, and who said so."""
    deps = dependencies(request)
    allowed(deps, sitting.actor, Permission.CASE_READ, ALL_CASES)
    catalogue = house(request).rules().catalogue
    async with deps.pool.connection() as conn:
        known = await templates(conn, catalogue)
    policies = sorted(catalogue.policies.values(), key=lambda p: p.id)
    own = {action for policy in policies for action in policy.actions}
    sets = [(OWN, own), *((policy.id, policy.actions) for policy in policies)]
    pairs = [(name, a) for name, actions in sets for a in sorted(actions) if is_plain(a)]
    return page(
        "templates.html",
        sitting,
        keys=list(KEYS),
        known=known,
        pairs=pairs,
        lead=Role.LEAD in sitting.actor.person.roles,
        longest=LONGEST_NOTE,
        days=terms.DAYS,
        said=words.template,
    )


@router.post("/templates", response_model=None)
async def set_key(
    request: Request,
    sitting: Sitting,
    key: Annotated[int, Form()],
    choice: Annotated[str, Form()] = "",
    note: Annotated[str, Form()] = "",
    days: Annotated[str, Form(max_length=3)] = "",
) -> Response:
    """Gives a key another template, none, or back what the policies in force give it."""
    deps = dependencies(request)
    leave = allowed(deps, sitting.actor, Permission.CASE_ASSIGN, TEMPLATES)
    catalogue = house(request).rules().catalogue
    async with deps.pool.connection() as conn:
        if choice == _SHIPPED:
            await forget_template(conn, leave, key)
        else:
            policy, _, action = choice.partition(" ")
            wanted = Template(
                *(key, policy, _action(action), note.strip()),
                set_at=deps.clock(),
                days=days_of(days),
            )
            accepted(await set_template(conn, leave, wanted, catalogue))
    return go("/console/templates")


def _action(text: str) -> Action | None:
    try:
        return Action(text) if text else None
    except ValueError:
        refuse(Problem.ACTION_NOT_ALLOWED, "there is no such action", "choice")
