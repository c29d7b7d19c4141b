"""`quorate worker`, wired: everything that waits for nobody's click."""

import asyncio
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path

import httpx2
from psycopg_pool import AsyncConnectionPool

from quorate.appeals.jobs import run_restored
from quorate.cases.figures import run_figures
from quorate.cases.figures import show as show_queues
from quorate.cases.jobs import run_deadlines, run_desk
from quorate.database.bell import Bell
from quorate.database.checks import database_checks
from quorate.database.outboxes import show as show_work
from quorate.database.pool import open_pool
from quorate.decisions.drawing import Lot, run_drawing
from quorate.decisions.stating import run_stating
from quorate.effects.asking import Asking
from quorate.effects.fresh import ledger_check
from quorate.effects.onlooker import Onlooker
from quorate.events.jobs import Endpoint, Events
from quorate.flow import (
    AFTER,
    Stage,
    ask,
    known_people,
    late,
    needed,
    newly_done,
    policies,
    severities,
    undone,
)
from quorate.incidents.filling import run_index
from quorate.intake.callbacks import signing_key
from quorate.intake.calling import Caller
from quorate.intake.jobs import run_worker
from quorate.intake.marks import Marks
from quorate.intake.telling import Writer
from quorate.ledger.keys import PrivateKey
from quorate.mail.jobs import Server, run_mail
from quorate.orders.jobs import write_letters
from quorate.outbound.named import named
from quorate.outbound.transport import outbound
from quorate.people.jobs import run_people
from quorate.processes.running import begun, stopping, watched
from quorate.processes.speaking import speakers
from quorate.retention.jobs import run_retention
from quorate.settings.outside import MailSettings
from quorate.settings.publicity import FilingSettings, TransparencySettings
from quorate.settings.reading import secret
from quorate.settings.serve import ServeSettings, serve_settings
from quorate.settings.sources import intake_sources
from quorate.signals.hasher import Hasher
from quorate.signals.jobs import run_signals
from quorate.signals.media_jobs import Pictures
from quorate.telemetry.door import Watched
from quorate.telemetry.jobs import Begin, kept
from quorate.telemetry.readiness import Readiness
from quorate.transparency.filing import Filing, Place
from quorate.transparency.providing import load_provider
from quorate.vocabulary.addresses import LOOPBACK


def worker(settings: Path) -> None:
    """Turn what the effector took from the platform into reports and cases."""
    with begun("worker"):
        asyncio.run(run(settings))


async def run(path: Path) -> None:
    """`quorate worker`: turns the inbox into reports and cases, and keeps the queues in order."""
    settings = serve_settings(path)
    onlooker = Onlooker(settings.ledger, settings.genesis)
    pool = await open_pool(secret(settings.database_url), 3)
    stop, bell = stopping(), Bell()
    async with (
        named(10.0) as http,
        outbound(LOOPBACK) as outside,
        asyncio.TaskGroup() as tasks,
    ):

        def keep(job: str, begin: Begin) -> None:
            tasks.create_task(kept(job, begin, stop))

        asking = Asking(settings.door, PrivateKey.load(settings.key), http)
        keep("watched", partial(watched, _watched(pool, onlooker), stop))
        keep("bell", partial(bell.run, secret(settings.database_url), stop))
        after = AFTER[Stage.REPORT_FILED](severities(onlooker))
        keep("inbox", partial(run_worker, pool, stop, after, bell))
        keep("signals", partial(run_signals, pool, stop, after, bell))
        pictures = Pictures(pool, asking.media, Hasher(), after, bell)
        keep("pictures", partial(pictures.run, stop))
        keep("desk", partial(run_desk, pool, stop, severities(onlooker), ask(asking), bell))
        keep("deadlines", partial(run_deadlines, pool, stop, late(onlooker)))
        keep("restored", partial(run_restored, pool, stop, undone(onlooker)))
        keep("figures", partial(run_figures, pool, stop))
        needs = needed(onlooker)
        keep("retention", partial(run_retention, pool, stop, settings.retention, needs))
        body = settings.out_of_court
        keep("statements", partial(run_stating, pool, stop, newly_done(onlooker), body))
        lot = Lot(asking.key, settings.second_reviews)
        keep("drawing", partial(run_drawing, pool, stop, lot, policies(onlooker)))
        speaking = list(speakers(settings).values())
        keep("people", partial(run_people, pool, stop, speaking, known_people(onlooker)))
        if settings.events:
            ends = [Endpoint(e.name, e.url, PrivateKey.load(e.key)) for e in settings.events]
            keep("events", partial(Events(pool, onlooker, ends, outside).run, stop))
        if settings.filing is not None:
            place = _place(settings.filing, settings.transparency)
            keep("filing", partial(Filing(pool, place, http).run, stop))
        if settings.transparency is not None:
            keep("closing", partial(_closing, settings, settings.transparency, pool, stop))
        log = settings.ledger, settings.genesis
        keep("index", partial(run_index, *log, settings.incidents, stop))
        caller = _caller(settings, pool, http)
        if caller.sources:
            keep("callbacks", partial(caller.run, stop))
        if settings.mail is not None:
            writer = Writer(pool, Marks(asking.key), settings.mail.address)

            async def write(now: datetime) -> int:
                return await writer.write(now) + await write_letters(pool, now)

            keep("mail", partial(run_mail, pool, stop, _server(settings.mail), write))
    await pool.close()


def _watched(pool: AsyncConnectionPool, onlooker: Onlooker) -> Watched:
    in_force = severities(onlooker)
    readiness = Readiness({**database_checks(pool), **ledger_check(onlooker)})
    looks = [partial(show_queues, pool, lambda: in_force().keys()), partial(show_work, pool)]
    return Watched("worker", readiness, looks)


def _caller(settings: ServeSettings, pool: AsyncConnectionPool, http: httpx2.AsyncClient) -> Caller:
    """For the sources that are told what was decided."""
    found = intake_sources(settings.intake_tokens)
    told = {name: source.callback for name, source in found.items() if source.callback}
    keys = {name: signing_key(secret(c.key), c.key.name) for name, c in told.items()}
    return Caller(pool, {name: found[name] for name in told}, keys, http)


def _place(told: FilingSettings, known: TransparencySettings | None) -> Place:
    token = secret(told.token) if told.token else ""
    place = Place(told.url, token, told.rehearsal)
    if known is None:
        return place
    return replace(place, categories=load_provider(known.provider).database_categories)


async def _closing(
    settings: ServeSettings,
    told: TransparencySettings,
    pool: AsyncConnectionPool,
    stop: asyncio.Event,
) -> None:
    from quorate.transparency.jobs import Closing, run_closing  # noqa: PLC0415 # it loads DuckDB

    closing = Closing(settings.ledger, settings.genesis, told.provider, told.months)
    await run_closing(pool, stop, closing)


def _server(mail: MailSettings) -> Server:
    password = secret(mail.password) if mail.password else ""
    return Server(mail.host, mail.port, mail.sender, mail.user, password)
