"""ID tokens: what holds, and every forgery that does not."""

from collections.abc import Callable
from typing import Any

import httpx2
import pytest
from joserfc.jwk import ECKey
from tests.sessions import forging

from quorate.incidents.stage.world import NOON
from quorate.sessions.foreign import ForeignTokenError
from quorate.sessions.provider import Provider, Registration
from quorate.sessions.tokens import Keys
from quorate.vocabulary.problems import Problem, Refusal

AT = int(NOON.timestamp())
ISSUER, CLIENT = "https://login.example", "quorate"
GOOD: dict[str, Any] = {
    "iss": ISSUER,
    "aud": CLIENT,
    "sub": "e-17",
    "iat": AT,
    "exp": AT + 300,
    "nonce": "nonce",
}


async def verdict(text: str, access_token: str = "access") -> str | Refusal | None:
    """The subject, a refusal, or None where no key signed it."""

    async def fetched() -> object:
        return forging.public()

    own = Registration(ISSUER, CLIENT, "secret", "https://here.example/console/sign-in/return")
    async with httpx2.AsyncClient() as http:
        provider = Provider(own, http, lambda: NOON)
        try:
            token = await Keys(fetched).opened(text)
        except ForeignTokenError:
            return None
        return provider.verified(token, "nonce", access_token)


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"aud": [CLIENT]},
        {"azp": CLIENT},
        {"at_hash": forging.half_hash("access")},
        {"exp": AT - 4},
        {"iat": AT + 5, "nbf": AT + 5},
    ],
)
async def test_a_good_token_names_its_subject(more: dict[str, Any]) -> None:
    assert await verdict(forging.signed({**GOOD, **more})) == "e-17"


@pytest.mark.parametrize(
    "more",
    [
        {"aud": "another client"},
        {"aud": [CLIENT, "another client"], "azp": CLIENT},
        {"aud": []},
        {"aud": None},
        {"iss": "https://evil.example"},
        {"iss": [ISSUER]},
        {"nonce": "of another sign-in"},
        {"nonce": None},
        {"exp": AT - 5},
        {"exp": float("1e999")},
        {"exp": "never"},
        {"exp": None},
        {"iat": AT + 6},
        {"nbf": AT + 6},
        {"azp": "another client"},
        {"at_hash": forging.half_hash("of another")},
        {"sub": None},
        {"sub": ""},
        {"sub": 17},
        {"sub": "x" * 256},
    ],
    ids=str,
)
async def test_a_token_for_something_else_is_refused(more: dict[str, Any]) -> None:
    claims = {k: v for k, v in {**GOOD, **more}.items() if v is not None}
    found = await verdict(forging.signed(claims))
    assert isinstance(found, Refusal)
    assert found.problem is Problem.SIGN_IN_FAILED


FORGERIES: list[Callable[[dict[str, Any]], str]] = [
    forging.unsigned,
    forging.by_public_key,
    lambda c: forging.signed(c, forging.STRANGER),
    lambda c: forging.signed(c, kid="unknown"),
    lambda c: forging.signed(c)[:-4] + "AAAA",
    lambda c: forging.signed(c).replace(".", ".e30.", 1),
    lambda c: forging.signed(c, ECKey.generate_key("P-256"), alg="ES256"),
    lambda c: forging.unsigned(c, alg="RS256"),
    lambda _: "",
    lambda _: "a.b.c",
    lambda _: forging.part({"alg": []}) + ".e30.AAAA",
]


@pytest.mark.parametrize("forge", FORGERIES)
async def test_a_forged_token_is_nobody_s(forge: Callable[[dict[str, Any]], str]) -> None:
    assert await verdict(forge(GOOD)) is None


async def test_keys_come_and_go_with_their_set() -> None:
    new = ECKey.generate_key("P-256", {"kid": "new", "use": "sig"})
    at, sets, asked = [0.0], [forging.public()], [0]

    async def fetched() -> object:
        asked[0] += 1
        return sets[-1]

    keys = Keys(fetched, lambda: at[0])
    await keys.opened(forging.signed(GOOD))
    await keys.opened(forging.signed(GOOD))
    assert asked == [1]
    sets.append(forging.public(new))
    for _ in range(5):
        with pytest.raises(ForeignTokenError):
            await keys.opened(forging.signed(GOOD, kid="made up"))
    assert asked == [1]
    at[0] = 2.0
    await keys.opened(forging.signed(GOOD, new, alg="ES256", kid="new"))
    assert asked == [2]
    with pytest.raises(ForeignTokenError):
        await keys.opened(forging.signed(GOOD))
    sets.append(forging.public())
    at[0] = 700.0
    with pytest.raises(ForeignTokenError):
        await keys.opened(forging.signed(GOOD, new, alg="ES256", kid="new"))
    assert asked == [3]


@pytest.mark.parametrize("nonsense", [[], {}, {"keys": 7}, {"keys": []}, "keys"], ids=str)
async def test_a_key_set_that_is_none_is_said_so(nonsense: object) -> None:
    async def fetched() -> object:
        return nonsense

    with pytest.raises(ValueError, match="not a key set"):
        await Keys(fetched).opened(forging.signed(GOOD))
