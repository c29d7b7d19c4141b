"""Orders that a browser completes and signs, on their way to the effector, which alone decides."""

import json
from typing import Annotated

from fastapi import Depends, Form, Request

from quorate.api.around.problems import refuse
from quorate.api.steps.casework import house
from quorate.effects.view import View
from quorate.people.orders import Order, read_order
from quorate.vocabulary.problems import Problem


def order_of(view: View, signer: str, order: str) -> str:
    """What the browser completes with whom it is about and the instant, and signs."""
    return json.dumps({"genesis": view.genesis_hash, "order": order, "signer": signer})


def signed(
    order: Annotated[str, Form(max_length=1000)],
    key: Annotated[str, Form()],
    sig: Annotated[str, Form()],
) -> Order:
    """The form's order, or the problem that it is none."""
    try:
        return read_order(json.loads(order), key, sig)
    except (ValueError, RecursionError) as problem:
        refuse(Problem.BODY_INVALID, str(problem), "order")


Signed = Annotated[Order, Depends(signed)]


async def hand_on(request: Request, path: str, said: Order) -> None:
    """To the effector's own door; what it refuses is raised."""
    body = {"order": dict(said.fields), "key": said.key, "sig": said.sig}
    await house(request).hand_on(path, body, "about")
