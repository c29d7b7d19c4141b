"""`quorate connector check` on a real PDS, by either credential."""

from pathlib import Path

import pytest
from tests.network.conftest import Platform

from quorate.effects.connectors.atproto import AtprotoConnector
from quorate.effects.connectors.atproto_credential import Credential, Password, Service
from quorate.incidents.stage.conforming import conform

pytestmark = pytest.mark.platform


@pytest.mark.parametrize("by", ["password", "key"])
async def test_a_pds_conforms(platform: Platform, tmp_path: Path, by: str) -> None:
    network = platform.network
    password: Credential = Password(network.admin_password)
    key: Credential = Service(network.service, platform.key, network.did)
    person = network.person(email=f"{by}@mail.example")
    did, collection, rkey = person.post("hello").removeprefix("at://").split("/")
    made = AtprotoConnector(
        "localhost", network.pds, password if by == "password" else key, mails=True
    )
    points = [p async for p in conform(tmp_path, made, did, f"{collection}/{rkey}/{did}")]
    await made.close()
    assert [p for p in points if p.wrong] == []
    names = {p.name for p in points}
    assert {"give_back gives back all of it", "show_content gives back all of it"} <= names
    assert person.write("heard?")[0] == 200
