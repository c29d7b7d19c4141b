"""What became of a report, for whoever reported, without an account."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from quorate.public.givers import Giver, told

router = APIRouter(prefix="/reports")


@router.get("/{address}", response_model=None)
async def show_report(request: Request, address: str) -> Response:
    """How far it has come, and what was decided."""
    return await told(request, Giver.REPORT, address)
