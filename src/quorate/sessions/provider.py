"""Signing in at an OpenID provider: authorisation code with PKCE, state and nonce (Authlib).

What the browser keeps between the two halves is `Asked`; nobody else's answer fits it.
"""

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, cast
from urllib.parse import quote

import httpx2
from authlib.oauth2.rfc6749.parameters import (
    prepare_grant_uri,  # pyright: ignore[reportUnknownVariableType]
)
from authlib.oauth2.rfc7636 import (
    create_s256_code_challenge,  # pyright: ignore[reportUnknownVariableType]
)
from authlib.oidc.core import CodeIDToken
from authlib.oidc.discovery import get_well_known_url
from joserfc.errors import JoseError

from quorate.ledger.fields import as_object, text
from quorate.sessions.foreign import Asked, ForeignTokenError, Token
from quorate.sessions.tokens import Keys
from quorate.vocabulary.problems import Problem, Refusal

TOLERANCE_SECONDS: Final = 5
_MOST_SUBJECT = 255


@dataclass(frozen=True, slots=True)
class Registration:
    """How this installation is known at its provider. `return_to` is its redirect URI."""

    issuer: str
    client_id: str
    secret: str
    return_to: str


def _failed(detail: str) -> Refusal:
    return Refusal(Problem.SIGN_IN_FAILED, detail)


class Provider:
    """One provider, found by discovery when it is first needed."""

    def __init__(
        self, own: Registration, http: httpx2.AsyncClient, clock: Callable[[], datetime]
    ) -> None:
        self.own = own
        self._http, self._clock = http, clock
        self._metadata: Mapping[str, object] | None = None
        self._keys = Keys(self._key_set)

    async def _get(self, url: str) -> Mapping[str, object]:
        answer = await self._http.get(url)
        answer.raise_for_status()
        return as_object(answer.json(), "answer")

    async def found(self) -> Mapping[str, object]:
        """The provider's metadata. Raises ValueError when it speaks for another issuer, and
        httpx2.HTTPError."""
        if self._metadata is None:
            url = get_well_known_url(self.own.issuer, external=True)
            found = await self._get(url)
            if found.get("issuer") != self.own.issuer:
                raise ValueError("the metadata is of another issuer")
            self._metadata = found
        return self._metadata

    async def _key_set(self) -> object:
        return await self._get(text(await self.found(), "jwks_uri"))

    async def address(self, asked: Asked) -> str | Refusal:
        """Where the browser goes to sign in."""
        try:
            endpoint = text(await self.found(), "authorization_endpoint")
        except (httpx2.HTTPError, ValueError):
            return _away()
        return cast(
            "str",
            prepare_grant_uri(
                endpoint,
                self.own.client_id,
                "code",
                self.own.return_to,
                "openid",
                asked.state,
                nonce=asked.nonce,
                code_challenge=cast("str", create_s256_code_challenge(asked.verifier)),
                code_challenge_method="S256",
            ),
        )

    async def subject(self, asked: Asked, answer: Mapping[str, str]) -> str | Refusal:
        """Who signed in, from what the browser brought back; each check refuses in words."""
        if not hmac.compare_digest(answer.get("state", "").encode(), asked.state.encode()):
            return _failed("the answer belongs to another sign-in (state)")
        try:
            refused = self._misdirected(await self.found(), answer)
            if refused:
                return refused
            given = await self._redeem(answer["code"], asked.verifier)
            if isinstance(given, Refusal):
                return given
            token = await self._keys.opened(text(given, "id_token"))
        except ForeignTokenError:
            return _failed("the ID token is not signed by the provider")
        except (httpx2.HTTPError, ValueError):
            return _away()
        return self.verified(token, asked.nonce, given.get("access_token"))

    def _misdirected(
        self, metadata: Mapping[str, object], answer: Mapping[str, str]
    ) -> Refusal | None:
        """RFC 9207: the answer comes from the provider that was asked."""
        named = metadata.get("authorization_response_iss_parameter_supported") is True
        if (named or "iss" in answer) and answer.get("iss") != self.own.issuer:
            return _failed("the answer comes from another provider (iss)")
        if answer.get("error") or not answer.get("code"):
            return _failed("the provider gave no code")
        return None

    async def _redeem(self, code: str, verifier: str) -> Mapping[str, object] | Refusal:
        endpoint = text(await self.found(), "token_endpoint")
        auth = httpx2.BasicAuth(quote(self.own.client_id, ""), quote(self.own.secret, ""))
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.own.return_to,
            "code_verifier": verifier,
        }
        answer = await self._http.post(endpoint, data=form, auth=auth)
        if answer.status_code in (400, 401):
            return _failed("the provider does not take this code")
        answer.raise_for_status()
        return as_object(answer.json(), "answer")

    def verified(self, token: Token, nonce: str, access_token: object) -> str | Refusal:
        """The subject of an ID token whose signature held: for us, for this sign-in, for now."""
        only = {"essential": True}
        claims = CodeIDToken(
            cast("Any", token.claims),
            cast("Any", token.header),
            {
                "iss": {**only, "value": self.own.issuer},
                "aud": {**only, "value": self.own.client_id},
                "nonce": {**only, "value": nonce},
            },
            {"client_id": self.own.client_id, "nonce": nonce, "access_token": access_token},
        )
        try:
            claims.validate(  # pyright: ignore[reportUnknownMemberType]
                int(self._clock().timestamp()), TOLERANCE_SECONDS
            )
        except JoseError as problem:
            return _failed(f"the ID token does not hold: {problem.error}")
        if token.claims["aud"] not in (self.own.client_id, [self.own.client_id]):
            return _failed("the ID token is for others too (aud)")
        subject = str(token.claims["sub"])
        if not 0 < len(subject) <= _MOST_SUBJECT:
            return _failed("the subject is empty or too long (sub)")
        return subject


def _away() -> Refusal:
    return Refusal(Problem.PROVIDER_UNAVAILABLE, "it does not answer as OpenID Connect has it")
