"""What every process needs is loaded before it is forked, so that they hold it together."""

import subprocess
import sys
from importlib import import_module

import pytest

from quorate.processes.zygote import SHARED, WHEN_USED

USED = f"""
import asyncio, sys
from importlib import import_module

for name in {SHARED}:
    import_module(f"quorate.processes.{{name}}")
before = set(sys.modules)
for name in {WHEN_USED}:
    import_module(name)
loaded = set(sys.modules)

import httpx2, uvicorn
from fastapi import FastAPI

app = FastAPI()

@app.get("/")
async def said() -> dict[str, str]:
    return {{}}

async def first_use():
    async with httpx2.AsyncClient(trust_env=False) as client:
        try:
            await client.get("http://127.0.0.1:9/")
        except httpx2.ConnectError:
            pass
    await asyncio.to_thread(int)

uvicorn.Config(app).load()
asyncio.run(first_use())
print(len(loaded - before), *sorted(set(sys.modules) - loaded))
"""


def test_the_first_use_of_a_library_loads_nothing_more() -> None:
    said = subprocess.run(
        [sys.executable, "-c", USED], capture_output=True, text=True, check=True
    ).stdout.split()
    assert int(said[0]) > 50
    assert said[1:] == []


@pytest.mark.parametrize("name", WHEN_USED)
def test_it_is_there_to_be_loaded(name: str) -> None:
    assert import_module(name)
