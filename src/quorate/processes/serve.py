"""`quorate serve`, wired: answers people; holds no platform credential and no log key."""

import asyncio
import json
from pathlib import Path
from typing import TYPE_CHECKING, Final

import httpx2
import uvloop
from fastapi import FastAPI
from starlette.applications import Starlette

from quorate.api.app import create_app
from quorate.api.around.deps import Dependencies
from quorate.api.around.house import House
from quorate.api.around.later import Later
from quorate.api.around.translating import Translator
from quorate.api.around.wakes import Wakes
from quorate.api.tiles import add_ledger
from quorate.atproto.resolving import Resolver
from quorate.authority.administrators import living_key
from quorate.authority.laws import Laws
from quorate.console.app import add_console
from quorate.database.pool import open_pool
from quorate.effects.asking import Asking
from quorate.effects.onlooker import Onlooker
from quorate.flow import known_people, severities
from quorate.incidents.reading import Incidents
from quorate.intake.marks import Marks
from quorate.labeler.app import add_labeler
from quorate.labeler.service import Identity, Labeler, Moderator
from quorate.ledger.keys import PrivateKey
from quorate.outbound.named import named
from quorate.outbound.transport import outbound
from quorate.people.requests import RequestCheck
from quorate.processes.running import begun, listen, spare_what_stays, stopping, watched
from quorate.processes.speaking import speakers
from quorate.public.app import create_public
from quorate.public.pages import PREFIX
from quorate.sessions.signals import Receiver
from quorate.settings.labeler import LabelerSettings
from quorate.settings.outside import TranslationSettings
from quorate.settings.publicity import TransparencySettings
from quorate.settings.reading import secret
from quorate.settings.serve import serve_settings
from quorate.settings.sign_in import CaepSettings, OidcSettings
from quorate.settings.sources import intake_sources, source_settings
from quorate.telemetry.door import Watched
from quorate.transparency.shelf import Shelf
from quorate.vocabulary.times import now, pause

if TYPE_CHECKING:
    from quorate.sessions.provider import Provider

SCIM: Final = "/scim/v2"
_LOOK_SECONDS: Final = 0.5
"""Between looks whether it is ready, each of which asks the database."""


def serve(settings: Path) -> None:
    """Answer people: the API."""
    with begun("serve"):
        uvloop.run(run(settings))


async def run(path: Path) -> None:
    """`quorate serve`: answers people, holds no platform credential and no log key."""
    settings = serve_settings(path)
    onlooker = Onlooker(settings.ledger, settings.genesis)
    pool = await open_pool(secret(settings.database_url))
    sources = intake_sources(settings.intake_tokens)
    invites: dict[str, str] = json.loads(secret(settings.invites))
    async with (
        named(10.0) as http,
        outbound() as outside,
    ):
        asking = Asking(settings.door, PrivateKey.load(settings.key), http)
        house = House(
            *(onlooker, asking, _check(onlooker), invites, Wakes(onlooker)),
            laws=Laws(settings.authority),
            provider=_provider(settings.oidc, http),
            receiver=_receiver(settings.caep, http),
            incidents=Incidents(settings.ledger, settings.genesis, settings.incidents),
            limits=settings.care,
            translator=_translator(settings.translation, http),
        )
        by_token, addresses = {s.secret: n for n, s in sources.items()}, Marks(asking.key).reports()
        known = severities(onlooker)
        deps = Dependencies(
            pool, house.identify, by_token, now, house.law, addresses, sources, known
        )
        app, stop = create_app(deps, house), stopping()
        add_console(app)
        add_ledger(app, settings.ledger)
        speaking = speakers(settings)
        tokens = {s.token: name for name, s in source_settings(settings.sources).items()}

        def scim() -> Starlette:
            # Half a second and 6 MB, for whoever has a source of people that speaks SCIM.
            from quorate.api.scim.app import create_scim  # noqa: PLC0415
            from quorate.api.scim.door import Scim  # noqa: PLC0415

            return create_scim(Scim(pool, now, tokens, speaking, known_people(onlooker)))

        app.mount(SCIM, Later(scim))
        app.mount(PREFIX, create_public(deps, house, _shelf(settings.transparency)))
        if settings.labeler is not None:
            resolver = Resolver(settings.labeler.plc, http, outside)
            add_labeler(app, _labeler(settings.labeler, deps, house, resolver))
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(house.wakes.run(secret(settings.database_url), stop))
            tasks.create_task(watched(Watched("serve", app.state.readiness), stop))
            tasks.create_task(listen(app, settings.port, stop, settings.drain_seconds))
            tasks.create_task(_open_console(app, stop))
    await pool.close()


async def _open_console(app: FastAPI, stop: asyncio.Event) -> None:
    """Once reports are taken, before anybody asks for a page."""
    while await app.state.readiness.missing():
        if stop.is_set():
            return
        await pause(stop, _LOOK_SECONDS)
    await app.state.console.done()
    spare_what_stays()


def _translator(told: TranslationSettings | None, http: httpx2.AsyncClient) -> Translator | None:
    if told is None:
        return None
    return Translator(told.url, secret(told.key) if told.key else None, http)


def _labeler(
    told: LabelerSettings, deps: Dependencies, house: House, resolver: Resolver
) -> Labeler:
    identity = Identity(told.did, told.url, told.label_key, told.connector)
    moderators = {
        did: Moderator(one.person, PrivateKey.load(one.key)) for did, one in told.moderators.items()
    }
    return Labeler(identity, deps, resolver, house, moderators)


def _shelf(told: TransparencySettings | None) -> Shelf | None:
    return Shelf(told.provider, told.months, told.reports) if told else None


def _provider(oidc: OidcSettings | None, http: httpx2.AsyncClient) -> "Provider | None":
    if oidc is None:
        return None
    # A tenth of a second and 5 MB, for whoever has a provider.
    from quorate.sessions.provider import Provider, Registration  # noqa: PLC0415

    own = Registration(oidc.issuer, oidc.client_id, secret(oidc.client_secret), oidc.redirect_uri)
    return Provider(own, http, now)


def _receiver(caep: CaepSettings | None, http: httpx2.AsyncClient) -> Receiver | None:
    if caep is None:
        return None
    from quorate.sessions.tokens import Keys  # noqa: PLC0415

    async def fetched() -> object:
        if caep.jwks_file is not None:
            return json.loads(caep.jwks_file.read_text())
        answer = await http.get(str(caep.jwks_url))
        return answer.raise_for_status().json()

    return Receiver(caep.issuer, caep.audience, Keys(fetched))


def _check(onlooker: Onlooker) -> RequestCheck:
    def find(identifier: str) -> str | None:
        held = living_key(onlooker.view.founded, onlooker.view.roster, identifier)
        return held.public if held and held.passkey is None else None

    return RequestCheck(find)
