"""Making a passkey: options for the browser, and what it made as a row of the people file."""

import hashlib
from collections.abc import Iterable
from typing import Final
from urllib.parse import urlsplit

from webauthn import (
    base64url_to_bytes,
    generate_registration_options,
    options_to_json,
    verify_registration_response,
)
from webauthn.helpers.cose import COSEAlgorithmIdentifier
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AttestationConveyancePreference,
    AuthenticatorSelectionCriteria,
    CredentialDeviceType,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from quorate.languages.tongues import say
from quorate.people.keys import key_id
from quorate.people.passkeys import base64url, point
from quorate.vocabulary.kinds import Algorithm, Channel

CHALLENGE_DOMAIN: Final = b"quorate/enrol/v1\n"
_ALGORITHMS: Final = {
    COSEAlgorithmIdentifier.ECDSA_SHA_256: Algorithm.ES256,
    COSEAlgorithmIdentifier.EDDSA: Algorithm.EDDSA,
}


class NotEnrolledError(Exception):
    """What the browser made is no passkey that can be a hand; the message says why, in the page's
    language."""


def rp_id_of(origin: str) -> str:
    """The relying party is the signer's own host and no wider one."""
    return str(urlsplit(origin).hostname)


def _challenge(link: str) -> bytes:
    """A link serves once, so a challenge made of it does too."""
    return hashlib.sha256(CHALLENGE_DOMAIN + link.encode()).digest()


def options(origin: str, link: str, who: str, known: Iterable[str]) -> str:
    """The JSON for `navigator.credentials.create`; `known` are the person's credentials."""
    made = generate_registration_options(
        rp_id=rp_id_of(origin),
        rp_name="Quorate signer",
        user_name=who,
        user_id=hashlib.sha256(who.encode()).digest(),
        challenge=_challenge(link),
        attestation=AttestationConveyancePreference.NONE,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(base64url_to_bytes(c)) for c in known],
        supported_pub_key_algs=list(_ALGORITHMS),
    )
    return options_to_json(made)


def enrolment(origin: str, link: str, credential: dict[str, object]) -> tuple[str, dict[str, str]]:
    """The key's id and its row. Raises NotEnrolledError."""
    try:
        made = verify_registration_response(
            credential=credential,
            expected_challenge=_challenge(link),
            expected_rp_id=rp_id_of(origin),
            expected_origin=origin,
            require_user_verification=True,
            supported_pub_key_algs=list(_ALGORITHMS),
        )
        algorithm = _algorithm(made.credential_public_key)
        bare = point(made.credential_public_key, algorithm)
    except (WebAuthnException, ValueError, KeyError, TypeError) as problem:
        why = say("This cannot be enrolled: %(why)s", why=str(problem)[:200])
        raise NotEnrolledError(why) from problem
    if made.credential_device_type is not CredentialDeviceType.SINGLE_DEVICE:
        raise NotEnrolledError(
            say(
                "This passkey is kept with an account and can be copied. Use a security key, or "
                "one that stays on this device."
            )
        )
    row = {
        "channel": str(Channel.SIGNER),
        "public": made.credential_public_key.hex(),
        "credential": base64url(made.credential_id),
        "rp_id": rp_id_of(origin),
        "algorithm": str(algorithm),
    }
    return key_id(bare), row


def _algorithm(public: bytes) -> Algorithm:
    for algorithm in Algorithm:
        try:
            point(public, algorithm)
        except ValueError:
            continue
        return algorithm
    raise ValueError("neither ES256 nor EdDSA")
