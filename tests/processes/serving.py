"""The API in a process of its own: `serving.py DATABASE_URL PORT DRAIN_SECONDS`."""

import asyncio
import sys

from quorate.api.app import create_app
from quorate.api.around.deps import Dependencies
from quorate.authority.engine import shipped_law
from quorate.database.pool import open_pool
from quorate.intake.marks import Addresses
from quorate.processes.running import listen, stopping, watched
from quorate.telemetry.door import Watched
from quorate.vocabulary.problems import Problem, Refusal
from quorate.vocabulary.times import now


async def serve(url: str, port: int, drain: float) -> None:
    pool = await open_pool(url, 4)
    nobody = Refusal(Problem.NOT_SIGNED_IN, "nobody signs in here")
    addresses = Addresses(b"the web's own")
    deps = Dependencies(
        pool, lambda _request, _body: nobody, {"token": "app"}, now, shipped_law, addresses
    )
    app, stop = create_app(deps), stopping()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(watched(Watched("serve", app.state.readiness), stop))
        tasks.create_task(listen(app, port, stop, drain))
    await pool.close()


asyncio.run(serve(sys.argv[1], int(sys.argv[2]), float(sys.argv[3])))
