"""What the doors need from outside, and how a request finds its actor, source and connection."""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Final, TypeAlias

from fastapi import Depends, Request, Security
from fastapi.security import APIKeyHeader, HTTPAuthorizationCredentials, HTTPBearer
from psycopg_pool import AsyncConnectionPool

from quorate.api.around.problems import RefusedError, accepted, refuse
from quorate.api.around.rates import count_person
from quorate.authority.engine import Law
from quorate.authority.gate import Actor, Warrant, service_warrant, warrant
from quorate.cases.placing import Severities
from quorate.database.pool import each_by_itself
from quorate.flow import AFTER, Stage
from quorate.intake.actions import AfterFiling
from quorate.intake.marks import Addresses
from quorate.intake.sources import Source
from quorate.people.nonces import take
from quorate.people.requests import MADE_BEFORE
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem, Refusal

Identify: TypeAlias = Callable[[Request, bytes], Actor | Refusal]


@dataclass(frozen=True, slots=True)
class Dependencies:
    """`identify` finds who signed a request; `intake_tokens` names the source of each token.

    `law` gives the rules of authority that the ledger pins at this instant; `addresses` makes those
    where reporters see what became of it; `sources` are those of the tokens, by name; `severities`
    says how grave each area is.
    """

    pool: AsyncConnectionPool
    identify: Identify
    intake_tokens: Mapping[str, str]
    clock: Callable[[], datetime]
    law: Callable[[], Law]
    addresses: Addresses
    sources: Mapping[str, Source] = field(default_factory=dict[str, Source])
    severities: Severities = dict[str, int]

    @property
    def after_filing(self) -> AfterFiling:
        """What the map names as the next step of a report."""
        return AFTER[Stage.REPORT_FILED](self.severities)


def dependencies(request: Request) -> Dependencies:
    """What create_app was given."""
    found: object = request.app.state.dependencies
    if not isinstance(found, Dependencies):
        raise TypeError("the app was not made by create_app")
    return found


async def _dependencies(request: Request) -> Dependencies:
    """Async, for FastAPI hands each plain function to a thread, which costs more than it does."""
    return dependencies(request)


Deps = Annotated[Dependencies, Depends(_dependencies)]
_READS: Final = ("GET", "HEAD")
_bearer = HTTPBearer(auto_error=False, description="the intake token of one source as bearer token")
# Documents the signature in the OpenAPI document; `identify` is what checks it.
SIGNED = Security(
    APIKeyHeader(
        name="Signature-Input",
        scheme_name="signature",
        auto_error=False,
        description="a signature of RFC 9421 by an enrolled key",
    )
)


def source_of(tokens: Mapping[str, str], shown: str) -> str | None:
    """The source whose token was shown. Every token is compared, in constant time."""
    digest = hashlib.sha256(shown.encode()).digest()
    found: str | None = None
    for token, source in tokens.items():
        if hmac.compare_digest(hashlib.sha256(token.encode()).digest(), digest):
            found = source
    return found


def warrant_of(request: Request) -> Warrant | None:
    """The leave of the source whose bearer token the request shows; None where it shows none."""
    scheme, _, shown = request.headers.get("Authorization", "").partition(" ")
    known = dependencies(request).intake_tokens
    source = source_of(known, shown) if scheme.lower() == "bearer" else None
    return accepted(service_warrant(source, Permission.REPORT_FILE, source)) if source else None


async def intake_warrant(
    request: Request,
    _: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)],
) -> Warrant:
    """The source's leave to file reports, from its bearer token."""
    found = warrant_of(request)
    if found is None:
        refuse(Problem.NOT_SIGNED_IN, "no known intake token is shown", "Authorization")
    return found


async def current_actor(request: Request) -> Actor:
    """The person who signed this request, as `Dependencies.identify` says."""
    deps = dependencies(request)
    found = accepted(deps.identify(request, await request.body()))
    count_person(request, found.person.id)
    nonce: object = getattr(request.state, "nonce", None)
    if request.method not in _READS and isinstance(nonce, str):
        async with each_by_itself(deps.pool) as conn:
            if not await take(conn, nonce, deps.clock()):
                raise RefusedError(MADE_BEFORE)
    return found


SourceWarrant = Annotated[Warrant, Depends(intake_warrant)]
CurrentActor = Annotated[Actor, Depends(current_actor)]


def asked(
    deps: Dependencies, actor: Actor, permission: Permission, resource: str, tier: int | None = None
) -> Warrant | Refusal:
    """The gate's word at this instant."""
    return warrant(deps.law(), actor, permission, resource, deps.clock(), tier)


def allowed(
    deps: Dependencies, actor: Actor, permission: Permission, resource: str, tier: int | None = None
) -> Warrant:
    """The gate's warrant at this instant; its refusal ends the request."""
    return accepted(asked(deps, actor, permission, resource, tier))
