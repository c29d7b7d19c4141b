"""The errand to the witnesses: their lines come back, and whatever they do the log goes on."""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
import pytest
from tests.ledger.oracle import CLOCK, LOG, NOW
from tests.ledger.witnessing import running

from quorate.ledger.checkpoint import open_checkpoint
from quorate.ledger.cosigning import Cosigning
from quorate.ledger.directory import LogReader
from quorate.ledger.files import WITNESSED, read_witnessed
from quorate.ledger.keys import KeyKind, PrivateKey, SignerKey, VerifierKey
from quorate.ledger.note import parse_note, signature_lines
from quorate.ledger.policy import Policy
from quorate.ledger.sequencer import Sequencer
from quorate.ledger.signers import Signers
from quorate.ledger.witness import Witness, make_memory
from quorate.ledger.witnessed import open_witnessed

KEY = SignerKey("w.example/1", KeyKind.COSIGNATURE, PrivateKey.from_seed(b"W" * 32))
Handler = Callable[[httpx2.Request], Coroutine[None, None, httpx2.Response]]


def policy(*witnesses: tuple[VerifierKey, str]) -> Policy:
    names = [f"w{n}" for n in range(len(witnesses))]
    lines = [
        f"witness {name} {key.vkey} {url}"
        for name, (key, url) in zip(names, witnesses, strict=True)
    ]
    return Policy.parse("\n".join([*lines, f"group G any {' '.join(names)}", "quorum G"]))


class House:
    """A log and its errand; it asks again as soon as it can."""

    def __init__(self, folder: Path, found: Policy) -> None:
        self.folder, self.policy = folder, found
        self.read, self.now = 0, 0.0
        self.cosigning = Cosigning(folder, self._pinned, lambda: self.now or time.monotonic())
        self.sequencer = Sequencer(folder, Signers([(LOG, CLOCK)]), beside=self.cosigning.lines)

    def _pinned(self) -> Policy:
        self.read += 1
        return self.policy

    def seen(self) -> int:
        """How many entries a quorum has cosigned."""
        text = read_witnessed(self.folder)
        return open_witnessed(text, LOG.verifier, self.policy).mark.size if text else -1

    async def until_seen(self, size: int) -> None:
        async with asyncio.timeout(60):
            while self.seen() < size:
                await asyncio.sleep(0.02)


@asynccontextmanager
async def asking(house: House, handler: Handler | None = None) -> AsyncGenerator[None]:
    """The errand runs, over the real network or one that the handler plays."""
    transport = httpx2.MockTransport(handler) if handler else None
    async with httpx2.AsyncClient(transport=transport, trust_env=False) as http:
        task = asyncio.create_task(house.cosigning.run(http))
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            house.sequencer.close()


async def test_a_real_witness_is_asked_while_the_log_grows_dies_and_comes_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with running(tmp_path / "witness", "w.example/1", LOG.verifier) as process:
        house = House(tmp_path / "log", policy((process.key, process.url)))
        async with asking(house):
            for n in range(300):
                house.sequencer.publish([f"entry {n}".encode()])
                await asyncio.sleep(0.002)
            await house.until_seen(300)
            house.sequencer.publish([])
            served = LogReader(house.folder).checkpoint_text()
            assert open_witnessed(served, LOG.verifier, house.policy).mark.size == 300
            assert open_checkpoint(served, LOG.verifier, CLOCK.verifier).checkpoint.size == 300
            await asyncio.to_thread(process.kill)
            house.sequencer.publish([b"unseen"])
            await asyncio.sleep(0.5)
            assert house.seen() == 300
            await asyncio.to_thread(process.start)
            await house.until_seen(301)
            said = ""
            async with asyncio.timeout(60):
                while "none any more" not in said:
                    await asyncio.sleep(0.02)
                    said += capsys.readouterr().out


async def test_one_that_never_answers_holds_up_neither_log_nor_others(tmp_path: Path) -> None:
    make_memory(tmp_path / "seen.sqlite")
    witness = Witness(tmp_path / "seen.sqlite", KEY, [LOG.verifier])
    dead = SignerKey("dead.example", KeyKind.COSIGNATURE, PrivateKey.from_seed(b"D" * 32))
    found = policy((KEY.verifier, "http://good"), (dead.verifier, "http://dead"))
    house, waiting, most = House(tmp_path / "log", found), 0, 0

    async def network(request: httpx2.Request) -> httpx2.Response:
        nonlocal waiting, most
        if request.url.host == "dead":
            waiting, most = waiting + 1, max(most, waiting + 1)
            try:
                await asyncio.sleep(3600)
            finally:
                waiting -= 1
        answer = await asyncio.to_thread(witness.add_checkpoint, await request.aread())
        return httpx2.Response(answer.status, text=answer.body)

    async with asking(house, network):
        for n in range(20):
            house.sequencer.publish([f"entry {n}".encode()])
            await house.until_seen(n + 1)
    assert most == 1
    witness.close()


def _answers(status: int, body: str) -> Handler:
    async def handler(_: httpx2.Request) -> httpx2.Response:
        await asyncio.sleep(0)
        return httpx2.Response(status, text=body)

    return handler


async def _of_another_text(request: httpx2.Request) -> httpx2.Response:
    await request.aread()
    return httpx2.Response(200, text=signature_lines("another\n", (KEY,), NOW))


async def _by_another_key(request: httpx2.Request) -> httpx2.Response:
    text = parse_note((await request.aread()).partition(b"\n\n")[2]).text
    other = SignerKey(KEY.name, KeyKind.COSIGNATURE, PrivateKey.from_seed(b"O" * 32))
    return httpx2.Response(200, text=signature_lines(text, (other,), NOW))


LIES = {
    "another text": (_of_another_text, "bad_signature"),
    "another key": (_by_another_key, "missing_signature"),
    "no lines": (_answers(200, ""), "bad_note"),
    "far too much": (_answers(200, "x" * 100_000), "65536 bytes"),
    "broken": (_answers(500, "oh"), "status 500: oh"),
    "no number": (_answers(409, "many\n"), "not a canonical decimal"),
    "saw more": (_answers(409, "999\n"), "IT SAW 999 ENTRIES, the log has 3"),
    "saw another": (_answers(409, "3\n"), "ANOTHER HISTORY of 3"),
    "never content": (_answers(409, "2\n"), "another size each time"),
}


@pytest.mark.parametrize("name", LIES)
async def test_what_does_not_verify_is_told_and_stands_nowhere(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    handler, told = LIES[name]
    house = House(tmp_path / "log", policy((KEY.verifier, "http://w")))
    house.sequencer.publish([b"one", b"two", b"three"])
    async with asking(house, handler):
        for n in range(3):
            await asyncio.sleep(0.3)
            house.sequencer.publish([f"entry {n}".encode()])
    assert not (house.folder / WITNESSED).exists()
    served = parse_note(LogReader(house.folder).checkpoint_text())
    assert len(served.signatures) == 2
    said = capsys.readouterr().out
    assert told in said and said.count("witness:answers") <= 2


async def test_a_witness_whose_address_is_none_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    house = House(tmp_path / "log", policy((KEY.verifier, "http://w:port")))
    house.sequencer.publish([b"one"])
    async with httpx2.AsyncClient(trust_env=False) as http:
        await house.cosigning.round(http)
    assert "InvalidURL" in capsys.readouterr().out
    house.sequencer.close()


async def test_an_empty_log_asks_nobody(tmp_path: Path) -> None:
    house = House(tmp_path / "log", policy((KEY.verifier, "http://w")))
    house.sequencer.publish([])
    asked = await rounds(house, 1)
    assert (asked, house.read) == (0, 0)
    house.sequencer.close()


async def rounds(house: House, seconds: float) -> int:
    """Two rounds, that long apart; how often the one witness was asked."""
    asked, house.now = 0, 1.0

    async def nobody(_: httpx2.Request) -> httpx2.Response:
        nonlocal asked
        asked += 1
        raise httpx2.ConnectError("nobody is here")

    async with httpx2.AsyncClient(transport=httpx2.MockTransport(nobody)) as http:
        await house.cosigning.round(http)
        house.now += seconds
        await house.cosigning.round(http)
    return asked


@pytest.mark.parametrize(("seconds", "asked"), [(0.9, 1), (1.0, 2)])
async def test_the_same_checkpoint_is_cosigned_anew_once_a_second(
    tmp_path: Path, seconds: float, asked: int
) -> None:
    house = House(tmp_path / "log", policy((KEY.verifier, "http://w")))
    house.sequencer.publish([b"one"])
    assert await rounds(house, seconds) == asked
    assert house.read == 1
    house.sequencer.close()


async def test_lines_of_another_checkpoint_are_not_added(tmp_path: Path) -> None:
    make_memory(tmp_path / "seen.sqlite")
    witness = Witness(tmp_path / "seen.sqlite", KEY, [LOG.verifier])
    house = House(tmp_path / "log", policy((KEY.verifier, "http://w")))
    house.sequencer.publish([b"one"])

    async def network(request: httpx2.Request) -> httpx2.Response:
        answer = witness.add_checkpoint(await request.aread())
        return httpx2.Response(answer.status, text=answer.body)

    async with httpx2.AsyncClient(transport=httpx2.MockTransport(network)) as http:
        await house.cosigning.round(http)
    house.sequencer.publish([])
    assert len(parse_note(LogReader(house.folder).checkpoint_text()).signatures) == 3
    house.sequencer.publish([b"two"])
    assert len(parse_note(LogReader(house.folder).checkpoint_text()).signatures) == 2
    house.sequencer.close()
    witness.close()


async def test_sixteen_witnesses_fit_on_one_checkpoint(tmp_path: Path) -> None:
    keys = [
        SignerKey(f"w{n}.example", KeyKind.COSIGNATURE, PrivateKey.from_seed(bytes([n]) * 32))
        for n in range(16)
    ]
    doors: dict[str, Witness] = {}
    for n, key in enumerate(keys):
        make_memory(tmp_path / f"{n}.sqlite")
        doors[f"w{n}"] = Witness(tmp_path / f"{n}.sqlite", key, [LOG.verifier])
    text = "\n".join(f"witness {n} {k.verifier.vkey} http://w{n}/" for n, k in enumerate(keys))
    found = Policy.parse(f"{text}\ngroup G all {' '.join(map(str, range(16)))}\nquorum G\n")
    house = House(tmp_path / "log", found)
    house.sequencer.publish([b"one"])

    async def network(request: httpx2.Request) -> httpx2.Response:
        assert request.url.path == "/add-checkpoint"
        answer = doors[request.url.host].add_checkpoint(await request.aread())
        return httpx2.Response(answer.status, text=answer.body)

    async with httpx2.AsyncClient(transport=httpx2.MockTransport(network)) as http:
        await house.cosigning.round(http)
    assert house.seen() == 1
    house.sequencer.publish([])
    served = LogReader(house.folder).checkpoint_text()
    assert open_witnessed(served, LOG.verifier, found).mark.size == 1
    assert open_checkpoint(served, LOG.verifier, CLOCK.verifier).checkpoint.size == 1
    house.sequencer.close()
    for door in doors.values():
        door.close()
