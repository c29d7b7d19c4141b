"""Who speaks: the account behind a service token, once its signature holds."""

from fastapi import Request

from quorate.api.around.problems import accepted, refuse
from quorate.atproto.documents import LABELER
from quorate.atproto.resolving import Resolver
from quorate.atproto.tokens import ServiceToken, judge, read_token
from quorate.labeler.service import labeler
from quorate.vocabulary.problems import Problem, Refusal


async def spoken(request: Request, method: str) -> ServiceToken:
    """The token of this request, checked whole but for whether it was used before."""
    here = labeler(request)
    scheme, _, shown = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not shown:
        refuse(Problem.NOT_SIGNED_IN, "a service token is needed", "Authorization")
    try:
        token = read_token(shown.strip())
    except ValueError as problem:
        refuse(Problem.NOT_SIGNED_IN, str(problem)[:200], "Authorization")
    refused = judge(token, here.identity.did, LABELER, method, here.deps.clock())
    refused = refused or await _unsigned(token, here.resolver)
    if refused:
        accepted(refused)
    return token


async def _unsigned(token: ServiceToken, resolver: Resolver) -> Refusal | None:
    """Whether the account's key signed it; a key that does not fit is looked up once more, for it
    may have been changed."""
    key = await resolver.key(token.issuer)
    if not isinstance(key, Refusal) and token.signed_by(key):
        return None
    key = await resolver.key_again(token.issuer)
    if isinstance(key, Refusal):
        return key
    if not token.signed_by(key):
        detail = "the token is not signed by its account's key"
        return Refusal(Problem.NOT_SIGNED_IN, detail, "Authorization")
    return None
