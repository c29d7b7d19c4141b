"""What reaches a process of ours, told back: `echo.py PORT`."""

import asyncio
import sys

from fastapi import FastAPI, Request

from quorate.processes.running import listen, stopping

app = FastAPI()


@app.api_route("/{rest:path}", methods=["GET", "POST"])
async def told(request: Request) -> dict[str, object]:
    """As the API sees it: who asks, by which scheme, for which host and path; how much came."""
    client = request.client
    return {
        "address": client.host if client else "",
        "scheme": request.url.scheme,
        "host": request.headers["host"],
        "path": request.scope["raw_path"].decode(),
        "bytes": len(await request.body()),
        "connection": client.port if client else 0,
    }


async def main() -> None:
    """Until it is ended."""
    await listen(app, int(sys.argv[1]), stopping())


asyncio.run(main())
