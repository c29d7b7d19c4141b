"""What stands outside: the platform, the mail server, the provider where people sign in."""

import asyncio
import smtplib
from collections.abc import Iterator
from typing import Final

import httpx2

from quorate.accounts.subject import Subject
from quorate.doctor.installation import Installation
from quorate.doctor.model import Check, Finding, ok, wrong
from quorate.effects.configuration import Configuration
from quorate.effects.connectors.configured import (
    AtprotoSettings,
    MastodonSettings,
    MatrixSettings,
    Settings,
)
from quorate.ledger.errors import LedgerError
from quorate.mail.jobs import Server
from quorate.outbound.named import named
from quorate.sessions.provider import Provider, Registration
from quorate.settings.outside import MailSettings
from quorate.settings.reading import BadSettingError, secret
from quorate.settings.sign_in import OidcSettings
from quorate.vocabulary.kinds import SubjectKind
from quorate.vocabulary.problems import Problem, Refusal
from quorate.vocabulary.times import now

_DENIED: Final = ("401", "403")
_SECONDS: Final = 5.0


def platform(found: Installation) -> Iterator[Finding]:
    """Whether the platform answers the effector's own read of an account that there is not: only
    who may read accounts is told that it is unknown. Nothing is changed there."""
    own, path = found.effector, found.settings("effector")
    if own is None:
        return
    empty = [file for file in own.platform.secrets if file.exists() and not file.stat().st_size]
    if empty:
        mending = f"put the credential of an administrator of its own into {empty[0]}"
        yield wrong(Check.PLATFORM, f"{empty[0]} is empty", f"{mending}, and restart the effector")
        return
    try:
        answer = asyncio.run(_asked(own))
    except (OSError, ValueError, LedgerError) as problem:
        says = f"the platform's credential cannot be used: {type(problem).__name__}"
        yield wrong(Check.PLATFORM, says, f"mend {own.platform.secrets[0]}")
        return
    tried = f"`quorate connector check {path} --account TEST_ACCOUNT` tries every effect"
    if answer is None or answer.problem is Problem.SUBJECT_UNKNOWN:
        yield ok(Check.PLATFORM, f"{own.platform.instance} answers and lets us read; {tried}")
    elif any(code in answer.detail for code in _DENIED):
        says = f"{own.platform.instance} does not take our credential: {answer.detail}"
        mending = f"put that of an administrator into {own.platform.secrets[0]}, and restart the"
        yield wrong(Check.PLATFORM, says, f"{mending} effector")
    else:
        says = f"{own.platform.base_url} does not answer as it should: {answer.detail}"
        yield wrong(Check.PLATFORM, says, f"start the platform, or correct base_url in {path}")


async def _asked(own: Configuration) -> Refusal | None:
    connector = own.platform.connect()
    nobody = Subject(connector.instance, SubjectKind.ACCOUNT, _nobody(own.platform))
    try:
        return await connector.resolve(nobody)
    finally:
        await connector.close()


def _nobody(settings: Settings) -> str:
    """An id in the platform's own form that nobody has."""
    match settings:
        case MatrixSettings():
            return f"@quorate-doctor:{settings.name}"
        case AtprotoSettings():
            return f"did:plc:{'a' * 24}"
        case MastodonSettings():
            return "9" * 18
        case _:
            return "quorate-doctor"


def mail(found: Installation) -> Iterator[Finding]:
    """The mail server takes our password; no letter is sent."""
    told = found.serve.mail if found.serve else None
    if told is None:
        return
    where, path = f"{told.host}:{told.port}", found.settings("serve")
    try:
        with _server(told).opened() as server:
            server.noop()
    except smtplib.SMTPAuthenticationError:
        says = f"the mail server {where} does not take {told.user}'s password"
        yield wrong(Check.MAIL, says, f"correct {told.password} or [mail] user in {path}")
    except (OSError, smtplib.SMTPException, BadSettingError) as problem:
        says = f"the mail server {where} cannot be reached: {type(problem).__name__}"
        yield wrong(Check.MAIL, says, f"start it, or correct [mail] host and port in {path}")
    else:
        yield ok(Check.MAIL, f"the mail server {where} takes letters")


def _server(told: MailSettings) -> Server:
    password = secret(told.password) if told.password else ""
    return Server(told.host, told.port, told.sender, told.user, password)


def provider(found: Installation) -> Iterator[Finding]:
    """The provider's metadata are there and of the issuer that is configured."""
    told, path = found.serve.oidc if found.serve else None, found.settings("serve")
    if told is None:
        return
    try:
        asyncio.run(_discovered(told))
    except (httpx2.HTTPError, ValueError) as problem:
        says = f"{told.issuer} does not answer as a provider: {problem}"[:300]
        yield wrong(Check.PROVIDER, says, f"start it, or correct [oidc] issuer in {path}")
    else:
        yield ok(Check.PROVIDER, f"{told.issuer} answers")


async def _discovered(told: OidcSettings) -> None:
    """Public metadata: the secret is not needed, and not read."""
    registration = Registration(told.issuer, told.client_id, "", told.redirect_uri)
    async with named(_SECONDS) as http:
        await Provider(registration, http, now).found()
