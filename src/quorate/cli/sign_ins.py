"""Linking a provider's subject to a person by hand, with the web's own settings."""

import asyncio
from pathlib import Path

import psycopg

from quorate.people.sign_ins import link
from quorate.settings.reading import BadSettingError, secret
from quorate.settings.serve import serve_settings
from quorate.vocabulary.times import now


def link_sign_in(settings: Path, person: str, subject: str) -> None:
    """Let the provider's SUBJECT stand for PERSON; settings is serve.toml."""
    told = serve_settings(settings)
    if told.oidc is None:
        raise BadSettingError("oidc: no provider is configured")
    if not asyncio.run(_linked(secret(told.database_url), told.oidc.issuer, subject, person)):
        raise ValueError(f"{subject} stands for somebody else already")
    print(f"{subject} at {told.oidc.issuer} is {person}")


async def _linked(url: str, issuer: str, subject: str, person: str) -> bool:
    async with await psycopg.AsyncConnection.connect(url) as conn:
        return await link(conn, issuer, subject, person, now(), "web")
