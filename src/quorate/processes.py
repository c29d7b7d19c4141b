"""The processes, wired: who runs with which secret (docs/explanation/architecture.md)."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
import uvicorn
from fastapi import FastAPI

from quorate.api.app import create_app
from quorate.api.deps import Dependencies
from quorate.api.door import create_door
from quorate.api.house import House
from quorate.api.scim.app import PATH, create_scim
from quorate.api.scim.door import Scim
from quorate.api.tiles import add_ledger
from quorate.api.translating import Translator
from quorate.api.wakes import Wakes
from quorate.api.witnessing import create_witness
from quorate.authority.administrators import living_key
from quorate.authority.laws import Laws
from quorate.cases.figures import run_figures
from quorate.cases.jobs import run_deadlines, run_desk
from quorate.console.app import add_console
from quorate.database.pool import open_pool
from quorate.decisions.drawing import Lot, run_drawing
from quorate.effects.asking import Asking
from quorate.effects.chronicle import Chronicle
from quorate.effects.configuration import Configuration, exposed, read_configuration
from quorate.effects.connectors.matrix import MatrixConnector
from quorate.effects.effector import Effector
from quorate.effects.executor import Executor
from quorate.effects.following import own_keys
from quorate.effects.identities import Identities
from quorate.effects.media import MediaDoor
from quorate.effects.memory import Memory
from quorate.effects.objections import Objections
from quorate.effects.onlooker import Onlooker
from quorate.effects.outside_door import OutsideDoor
from quorate.effects.pager import Pager
from quorate.effects.polling import Poller
from quorate.effects.resolution import Resolver
from quorate.effects.reveals import Reveals
from quorate.effects.staff import StaffDoor
from quorate.flow import AFTER, Stage, ask, known_people, late, policies, severities
from quorate.incidents.filling import run_index
from quorate.incidents.reading import Incidents
from quorate.intake.jobs import run_worker
from quorate.keeping import errands
from quorate.ledger.directory import LogReader
from quorate.ledger.keys import KeyKind, PrivateKey, SignerKey, VerifierKey
from quorate.ledger.sequencer import Sequencer
from quorate.ledger.signers import Held, Signers
from quorate.ledger.standby import stand_by
from quorate.ledger.witness import Witness
from quorate.people.chain import Speaker
from quorate.people.jobs import run_people
from quorate.people.requests import RequestCheck
from quorate.sessions.provider import Provider, Registration
from quorate.sessions.signals import Receiver
from quorate.sessions.tokens import Keys
from quorate.settings import (
    SUPERVISED,
    CaepSettings,
    OidcSettings,
    SequencerSettings,
    ServeSettings,
    TranslationSettings,
    secret,
    sequencer_settings,
    serve_settings,
    signer_settings,
    source_settings,
    witness_settings,
)
from quorate.signer.app import create_signer
from quorate.signer.pages import Pinned
from quorate.signer.upstream import Upstream
from quorate.vocabulary.times import now

LOOPBACK = "127.0.0.1"


def _stopping() -> asyncio.Event:
    """Set by SIGTERM or SIGINT."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    if os.environ.get(SUPERVISED):
        # The supervisor holds the other end: when it is killed, this ends too.
        loop.add_reader(sys.stdin.fileno(), stop.set)
    return stop


async def _listen(app: FastAPI, port: int, stop: asyncio.Event) -> None:
    """Serves on the loopback address until `stop`, which is set however it ends; TLS stands in
    front (docs/how-to)."""
    server = uvicorn.Server(
        uvicorn.Config(app, host=LOOPBACK, port=port, log_level="warning", access_log=False)
    )
    task = asyncio.create_task(server.serve())
    waiting = asyncio.create_task(stop.wait())
    await asyncio.wait({task, waiting}, return_when=asyncio.FIRST_COMPLETED)
    server.should_exit = True
    waiting.cancel()
    await task
    stop.set()


async def serve(path: Path) -> None:
    """`quorate serve`: answers people, holds no platform credential and no log key."""
    settings = serve_settings(path)
    onlooker = Onlooker(settings.ledger, settings.genesis)
    pool = await open_pool(secret(settings.database_url))
    tokens: dict[str, str] = json.loads(secret(settings.intake_tokens))
    invites: dict[str, str] = json.loads(secret(settings.invites))
    async with httpx2.AsyncClient(timeout=10.0, trust_env=False) as http:
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
        deps = Dependencies(pool, house.identify, {v: k for k, v in tokens.items()}, now, house.law)
        app, stop = create_app(deps, house), _stopping()
        add_console(app)
        add_ledger(app, settings.ledger)
        speakers = _speakers(settings)
        tokens = {s.token: name for name, s in source_settings(settings.sources).items()}
        scim = Scim(pool, now, tokens, speakers, known_people(onlooker))
        app.mount(PATH, create_scim(scim))
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(house.wakes.run(secret(settings.database_url), stop))
            tasks.create_task(_listen(app, settings.port, stop))
    await pool.close()


def _speakers(settings: ServeSettings) -> dict[str, Speaker]:
    found = source_settings(settings.sources)
    return {name: Speaker(name, PrivateKey.load(s.key)) for name, s in found.items()}


def _translator(told: TranslationSettings | None, http: httpx2.AsyncClient) -> Translator | None:
    if told is None:
        return None
    return Translator(told.url, secret(told.key) if told.key else None, http)


def _provider(oidc: OidcSettings | None, http: httpx2.AsyncClient) -> Provider | None:
    if oidc is None:
        return None
    own = Registration(oidc.issuer, oidc.client_id, secret(oidc.client_secret), oidc.redirect_uri)
    return Provider(own, http, now)


def _receiver(caep: CaepSettings | None, http: httpx2.AsyncClient) -> Receiver | None:
    if caep is None:
        return None

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


async def signer(path: Path) -> None:
    """`quorate signer`: shows proposals from their bytes and takes passkeys' words; no secret."""
    settings = signer_settings(path)
    pinned = Pinned(settings.genesis, settings.effectors, settings.origin)
    async with httpx2.AsyncClient(timeout=10.0, trust_env=False) as http:
        app = create_signer(pinned, Upstream(settings.serve, http))
        await _listen(app, settings.port, _stopping())


async def worker(path: Path) -> None:
    """`quorate worker`: turns the inbox into reports and cases, and keeps the queues in order."""
    settings = serve_settings(path)
    onlooker = Onlooker(settings.ledger, settings.genesis)
    pool = await open_pool(secret(settings.database_url), 6)
    stop = _stopping()
    async with (
        httpx2.AsyncClient(timeout=10.0, trust_env=False) as http,
        asyncio.TaskGroup() as tasks,
    ):
        asking = Asking(settings.door, PrivateKey.load(settings.key), http)
        tasks.create_task(run_worker(pool, stop, AFTER[Stage.REPORT_FILED]))
        tasks.create_task(run_desk(pool, stop, severities(onlooker), ask(asking)))
        tasks.create_task(run_deadlines(pool, stop, late(onlooker)))
        tasks.create_task(run_figures(pool, stop))
        lot = Lot(asking.key, settings.second_reviews)
        tasks.create_task(run_drawing(pool, stop, lot, policies(onlooker)))
        speakers = list(_speakers(settings).values())
        tasks.create_task(run_people(pool, stop, speakers, known_people(onlooker)))
        index = run_index(settings.ledger, settings.genesis, settings.incidents, stop)
        tasks.create_task(index)
    await pool.close()


async def sequencer(path: Path) -> None:
    """`quorate sequencer`: the log's only writer, or one that stands by."""
    settings = sequencer_settings(path)
    signers = Signers([_held(settings, *files) for files in settings.keys], own_keys)
    beside = errands(settings)

    def opened() -> Sequencer:
        return Sequencer(settings.ledger, signers, beside=beside.cosigning.lines)

    reader = LogReader(settings.ledger)

    async def meanwhile() -> None:
        await asyncio.to_thread(signers.follow, reader)

    await stand_by(secret(settings.database_url), opened, _stopping(), beside.run, meanwhile)


def _held(settings: SequencerSettings, log: Path, cosigner: Path) -> Held:
    return (
        SignerKey(settings.origin, KeyKind.ED25519, PrivateKey.load(log)),
        SignerKey(settings.cosigner, KeyKind.COSIGNATURE, PrivateKey.load(cosigner)),
    )


async def witness(path: Path) -> None:
    """`quorate witness`: cosigns checkpoints that extend what it saw, and nothing else."""
    settings = witness_settings(path)
    key = SignerKey(settings.name, KeyKind.COSIGNATURE, PrivateKey.load(settings.key))
    logs = [VerifierKey.parse(vkey) for vkey in settings.logs]
    found = Witness(settings.memory, key, logs)
    try:
        await _listen(create_witness(found), settings.port, _stopping())
    finally:
        found.close()


def _read(path: Path) -> str:
    """A secret of the effector's. When others can read it too, silencing is refused and restoring
    goes on (`exposed`), so reading it does not fail."""
    return path.read_text().strip()


@asynccontextmanager
async def _executor(configuration: Configuration) -> AsyncGenerator[Executor]:
    memory = Memory(configuration.state)
    chronicle = Chronicle(
        configuration.ledger,
        configuration.genesis,
        memory,
        configuration.name,
        PrivateKey.from_pem(configuration.key.read_bytes(), configuration.key.name),
        now,
    )
    connector = MatrixConnector(
        configuration.server_name, configuration.base_url, _read(configuration.token)
    )
    pager = Pager(_read(configuration.pager).split())
    key = bytes.fromhex(_read(configuration.subject_key))
    laws = Laws(configuration.authority)
    executor = Executor(chronicle, connector, pager, configuration.limits, key, laws.pinned)
    executor.exposed = exposed(configuration)
    executor.settings = configuration.settings
    try:
        yield executor
    finally:
        await connector.close()
        memory.close()


async def effector(path: Path) -> None:
    """`quorate effector`: the platform's credentials, and the check of every signature."""
    configuration = read_configuration(path)
    stop = _stopping()
    # Vetoes and restores are taken while the database is away, also by one that starts just then.
    pool = await open_pool(_read(configuration.database_url), 4, wait=False)
    async with _executor(configuration) as executor:
        loop = Effector(executor, pool)
        askers = configuration.askers
        reveals = Reveals(loop, askers)
        objections = Objections(loop)
        staff = StaffDoor(loop, objections)
        identities = Identities(loop, objections)
        outside = OutsideDoor(loop, objections)
        resolver, media = Resolver(executor), MediaDoor(executor)
        door = create_door(objections, staff, reveals, identities, outside, resolver, media, askers)
        if executor.chronicle.catch_up() and not executor.chronicle.asks_witnesses:
            print("running without a witness: genesis pins `quorum none`", flush=True)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(loop.run(stop))
            if isinstance(executor.connector, MatrixConnector):
                poller = Poller(executor, executor.connector, pool)
                tasks.create_task(poller.run(stop))
            tasks.create_task(_listen(door, configuration.port, stop))
    await pool.close()
