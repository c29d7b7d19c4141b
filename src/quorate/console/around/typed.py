"""What somebody wrote into a form, for the page that refuses it: ten minutes of writing are not
lost because a claim was, or because something did not answer."""

from typing import Final

from fastapi import Request

from quorate.intake.wellformed import one_ended

# Those in which people write; what else a form has, its page shows again by itself.
FIELDS: Final = (
    *("speaker", "office", "harm", "insufficient", "facts"),
    *("text", "question", "answer", "reason"),
    *("basis", "reasons", "redress", "items"),
    *("expression", "rules"),
)


async def keep_typed(request: Request) -> None:
    """Keeps it with the request; after `own_form`, so that no other site has us show its words."""
    if request.method != "POST":
        return
    form = await request.form()
    said = [text for name in FIELDS if isinstance(text := form.get(name), str) and text.strip()]
    request.state.typed = [one_ended(text) for text in said]


def typed(request: Request) -> list[str]:
    """What was kept, in the order of its fields."""
    found: list[str] = getattr(request.state, "typed", [])
    return found
