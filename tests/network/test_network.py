"""The harness: a real PDS takes an account down and gives it back, and only loopback reaches it."""

import socket
import time

import httpx2
from tests.network.running import real_network

KEY = "did:key:zQ3shZc2QzApp2oymGvQbzP8eKheVshBHbU4ZYjeXqwSKEn6N"


def test_a_real_pds_with_its_directory() -> None:
    started = time.monotonic()
    with real_network(key=KEY) as network:
        print(f"network: {time.monotonic() - started:.2f} s to start")
        alice, bob = network.person("alice"), network.person()
        uri = alice.post("hello")
        assert bob.read(uri)[1]["value"] != {}
        network.take_down(alice.did)
        status, answer = alice.write("heard?")
        assert (status, answer["error"]) == (401, "AccountTakedown"), answer
        network.take_down(alice.did, applied=False)
        assert alice.write("heard?")[0] == 200
        document = httpx2.get(f"{network.plc}/{network.service}").json()
        assert document["service"][0]["id"] == "#atproto_labeler"
        for port in (network.port, network.plc_port):
            assert not _reached_from_outside(port)
        network.stop()
        network.start()
        assert alice.write("heard?")[0] == 200


def _reached_from_outside(port: int) -> bool:
    """Over another address of this machine: 127.0.0.2 is one that a server of all would answer."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.2", port)) == 0
