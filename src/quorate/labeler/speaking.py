"""Who speaks: the account behind a service token, once its signature holds."""

from fastapi import Request

from quorate.api.around.problems import accepted, refuse
from quorate.api.around.rates import Guess, guess_of
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
    refused = refused or await _unsigned(token, here.resolver, guess_of(request))
    if refused:
        accepted(refused)
    return token


async def _unsigned(token: ServiceToken, resolver: Resolver, guess: Guess) -> Refusal | None:
    """Whether the account's key signed it; a key that does not fit is looked up once more, for it
    may have been changed. A look-up costs whoever asks a token of their measure beforehand, given
    back to a signature that holds: a name costs nobody anything, and its host may never answer."""
    known = resolver.known(token.issuer)
    if known is not None and token.signed_by(known):
        return None
    if not guess.lay_down():
        return Refusal(Problem.TOO_MANY_REQUESTS, "wait a minute")
    key = await resolver.key_again(token.issuer, guess.place)
    if isinstance(key, Refusal):
        return key
    if not token.signed_by(key):
        detail = "the token is not signed by its account's key"
        return Refusal(Problem.NOT_SIGNED_IN, detail, "Authorization")
    guess.take_back()
    return None
