"""scim2-tester passes whole: every check of it against the running server, none left out."""

import asyncio
import threading
from collections.abc import Iterator

import httpx2
import pytest
import uvicorn
from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_tester import Status, check_server
from tests.casework import web_pool
from tests.people.directory import GENESIS, NOW, OTHER, SPEAKER, TOKENS, mounted, people

from quorate.api.scim.app import PATH
from quorate.api.scim.door import Scim
from quorate.people.actions import InForce

CHECKS = {
    "access_invalid_resource_type",
    "access_invalid_schema",
    "access_schema_by_id",
    "check_add_attribute",
    "check_remove_attribute",
    "check_replace_attribute",
    "object_creation",
    "object_deletion",
    "object_list_with_attributes",
    "object_query",
    "object_query_with_attributes",
    "object_query_without_id",
    "object_replacement",
    "query_all_resource_types",
    "query_all_schemas",
    "query_resource_type_by_id",
    "random_url",
    "resource_types_endpoint_methods",
    "resource_types_schema_validation",
    "schemas_endpoint_methods",
    "search_with_attributes",
    "service_provider_config_endpoint",
    "service_provider_config_endpoint_methods",
}


async def _serve(url: str, servers: list[uvicorn.Server], ready: threading.Event) -> None:
    async with web_pool(url) as pool:
        known = InForce(GENESIS, people(), {})
        speakers = {s.name: s for s in (SPEAKER, OTHER)}
        scim = Scim(pool, lambda: NOW, TOKENS, speakers, lambda: known)
        config = uvicorn.Config(mounted(scim), host="127.0.0.1", port=0, log_level="warning")
        servers.append(uvicorn.Server(config))
        serving = asyncio.create_task(servers[0].serve())
        while not servers[0].started:
            await asyncio.sleep(0.01)
        ready.set()
        await serving


@pytest.fixture
def address(database_url: str) -> Iterator[str]:
    """A server over HTTP on a real PostgreSQL."""
    servers, ready = list[uvicorn.Server](), threading.Event()
    thread = threading.Thread(target=lambda: asyncio.run(_serve(database_url, servers, ready)))
    thread.start()
    assert ready.wait(30)
    port = servers[0].servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}{PATH}"
    servers[0].should_exit = True
    thread.join(30)


def test_scim2_tester_passes_whole(address: str) -> None:
    headers = {"Authorization": "Bearer token-of-directory"}
    with httpx2.Client(base_url=address, headers=headers, timeout=30) as client:
        results = check_server(SyncSCIMClient(client))
    wrong = [r for r in results if r.status is not Status.SUCCESS]
    assert not wrong, "\n".join(f"{r.title} {r.status}: {r.reason}" for r in wrong)
    assert {r.title for r in results} == CHECKS
