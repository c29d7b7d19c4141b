"""The bundle, checked as an auditor does: by python3 -I -S, in a folder with nothing else."""

import base64
import hashlib
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from checking import curves
from checking.bundle import Bundle
from checking.files import Wrong
from checking.log import b64, open_checkpoint

from quorate.incidents.bundle import bundle
from quorate.incidents.looking import Asked
from quorate.incidents.offline import opened
from quorate.incidents.stage.passkeys import Authenticator
from quorate.incidents.stage.roles import seeded
from quorate.incidents.stage.world import TROLL, World, log_keys
from quorate.ledger.checkpoint import Checkpoint
from quorate.ledger.directory import LogReader
from quorate.ledger.signers import sign
from quorate.vocabulary.kinds import Kind

pytest_plugins = ["tests.incidents.working"]
Files = dict[str, bytes]


def bundled(world: World, name: str) -> Files:
    with opened(world.log, world.genesis) as look:
        asked = Asked(name)
        whole = bundle(look, asked, look.page(asked, limit=1000).entries)
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        return {one: archive.read(one) for one in archive.namelist()}


@pytest.fixture(scope="session")
def files(worked: World) -> Files:
    return bundled(worked, worked.ref(TROLL))


def checked(folder: Path, files: Files, *arguments: str) -> tuple[int, str]:
    for name, body in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
    done = subprocess.run(
        [sys.executable, "-I", "-S", "check.py", *arguments],
        cwd=folder,
        env={},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def resealed(files: Files) -> Files:
    """As somebody would who changes more than one file."""
    rest = {name: body for name, body in files.items() if name != "MANIFEST"}
    lines = [f"{hashlib.sha256(rest[n]).hexdigest()}  {n}\n" for n in sorted(rest)]
    body = "".join(lines).encode()
    return {**rest, "MANIFEST": body + f"{hashlib.sha256(body).hexdigest()}  MANIFEST\n".encode()}


def test_an_auditor_checks_it_without_quorate(files: Files, worked: World, tmp_path: Path) -> None:
    status, said = checked(tmp_path, files, "--genesis", worked.genesis)
    assert status == 0, said
    assert "on-call (on_call, employee, team watch): effect restored" in said
    assert "quorum-missing" in said
    assert "verified: " in said
    status, said = checked(tmp_path, files, "--genesis", "0" * 64)
    assert (status, "pinned genesis" in said) == (1, True)


def test_any_flipped_byte_is_named_with_its_file(files: Files, tmp_path: Path) -> None:
    """Each file at its first, middle and last byte; MANIFEST at every 97th."""
    checked(tmp_path, files)
    for name, body in files.items():
        places = {0, len(body) // 2, len(body) - 1}
        if name == "MANIFEST":
            places |= set(range(0, len(body), 97))
        for place in places:
            changed = bytearray(body)
            changed[place] ^= 1
            (tmp_path / name).write_bytes(changed)
            with pytest.raises(Wrong, match=f"^{name}: "):
                Bundle(tmp_path)
        (tmp_path / name).write_bytes(body)
    (tmp_path / "more").write_bytes(b"")
    with pytest.raises(Wrong, match=r"^more: "):
        Bundle(tmp_path)


def test_a_checker_that_was_changed_says_so_or_does_not_run(files: Files, tmp_path: Path) -> None:
    broken = files["check.py"].replace(b"RFC 9162", b"RFC 9163", 1)
    status, said = checked(tmp_path, {**files, "check.py": broken})
    assert (status, "check.py: is not the file" in said) == (1, True)


def hiding(files: Files) -> Files:
    """As an installation would that says of no entry that it does not count."""
    return resealed(_json(files, lambda told: told.update(flaws={})))


def entry_of(files: Files, event: str) -> str:
    return next(
        n
        for n, b in sorted(files.items())
        if n.startswith("entries") and f'"{event}"'.encode() in b
    )


def _json(files: Files, change: Callable[[dict[str, Any]], None]) -> Files:
    told = json.loads(files["incident.json"])
    change(told)
    return {**files, "incident.json": json.dumps(told).encode()}


def _swapped(files: Files, name: str, old: bytes, new: bytes) -> Files:
    assert old in files[name]
    return {**files, name: files[name].replace(old, new)}


TAMPERED: dict[str, tuple[Callable[[Files], Files], str]] = {
    "an entry's words": (
        lambda f: _swapped(f, entry_of(f, "effect:restored"), b"on-call", b"off-cal"),
        "entries/",
    ),
    "a proof": (
        lambda f: {
            **f,
            "receipts/000000000003.tlog-proof": f["receipts/000000000004.tlog-proof"].replace(
                b"index 4", b"index 3"
            ),
        },
        "entries/000000000003.json",
    ),
    "an index": (
        lambda f: _swapped(f, "receipts/000000000003.tlog-proof", b"index 3", b"index 5"),
        "receipts/000000000003.tlog-proof",
    ),
    "a receipt under another checkpoint": (
        lambda f: _swapped(f, "receipts/000000000003.tlog-proof", b"here.example", b"gone.example"),
        "receipts/000000000003.tlog-proof",
    ),
    "the log's size": (
        lambda f: {
            n: b.replace(b"log\n29\n", b"log\n30\n") if n.endswith(("point", "proof")) else b
            for n, b in f.items()
        },
        "checkpoint",
    ),
    "a log's key": (
        lambda f: {**f, "keys/log.vkey": f["keys/cosigner.vkey"]},
        "keys/log.vkey",
    ),
    "an enrolment left out": (
        lambda f: _json(
            {n: b for n, b in f.items() if "000000000001" not in n},
            lambda told: told["beside"].remove(1),
        ),
        "entries/000000000003.json",
    ),
    "an entry that is not named": (
        lambda f: _json(f, lambda told: told["beside"].remove(1)),
        "incident.json",
    ),
    "another genesis": (
        lambda f: _json(f, lambda told: told.update(genesis="0" * 64)),
        "entries/000000000000.json",
    ),
}


@pytest.mark.parametrize("kind", TAMPERED)
def test_no_tampering_passes_even_with_a_manifest_made_anew(
    files: Files, tmp_path: Path, kind: str
) -> None:
    change, named = TAMPERED[kind]
    changed = change(dict(files))
    assert changed != files
    status, said = checked(tmp_path, resealed(changed))
    assert status == 1, said
    assert f"NOT VERIFIED: {named}" in said


def test_the_cosigned_time_cannot_be_changed(files: Files) -> None:
    genesis = json.loads(files["entries/000000000000.json"])["data"]["genesis"]
    note = files["checkpoint"].decode()
    open_checkpoint(note, genesis["log"], genesis["cosigner"])
    head, _, line = note.rstrip("\n").rpartition(" ")
    raw = bytearray(b64(line))
    raw[11] ^= 1
    forged = f"{head} {base64.b64encode(bytes(raw)).decode()}\n"
    with pytest.raises(ValueError, match="cosignature"):
        open_checkpoint(forged, genesis["log"], genesis["cosigner"])


def turned(world: World) -> Files:
    """The checked bundle of a log that turned to other keys, which alone sign it now."""
    said = world.propose(1)
    world.holds(0, 1)
    world.publish(world.rotation_entry(world.rotation(1)))
    world.later(days=7)
    world.resign()
    return bundled(world, said.proposal)


def test_a_log_that_turned_to_other_keys_is_checked_by_the_genesis(tmp_path: Path) -> None:
    world = World(tmp_path / "world").found()
    files = turned(world)
    assert checked(tmp_path / "one", files, "--genesis", world.genesis)[0] == 0
    turn = entry_of(files, "log:changed")
    old = log_keys(0)
    size, root = world.sequencer.size, LogReader(world.log).root(world.sequencer.size)
    stolen = sign(Checkpoint(old[0].name, size, root), [old], int(world.time())).encode()
    note = files["checkpoint"]
    for changed, why in (
        ({n: b.replace(note, stolen) for n, b in files.items()}, "checkpoint: signed with a key"),
        (_swapped(files, turn, b"first founder", b"third founder"), turn),
    ):
        status, told = checked(tmp_path / why.replace("/", ""), resealed(changed))
        assert (status, f"NOT VERIFIED: {why}" in told) == (1, True), told


def test_a_row_that_a_thief_wrote_is_told_as_not_counting_and_hiding_that_fails(
    tmp_path: Path,
) -> None:
    world = World(tmp_path / "world").found()
    said = world.propose(1)
    world.publish(world.word(said, Kind.APPROVE, "employee", seeded("thief")))
    files = bundled(world, said.proposal)
    status, told = checked(tmp_path / "one", files)
    assert status == 0, told
    assert "DOES NOT COUNT" in told
    status, told = checked(tmp_path / "two", hiding(files))
    assert (status, "the signature does not hold" in told or "enrols" in told) == (1, True)


def test_passkeys_of_both_kinds_are_checked(tmp_path: Path) -> None:
    world = World(tmp_path / "world", cli_approves=False).found()
    devices = {
        "employee": Authenticator("of employee"),
        "contractor": Authenticator("of contractor"),
    }
    for who, device in devices.items():
        world.changed(who, keys=[*world.people[who]["keys"], device.row()])
    said = world.propose(2)
    for who, device in devices.items():
        world.publish(world.touch(said, Kind.APPROVE, who, device))
    files = bundled(world, said.proposal)
    status, told = checked(tmp_path / "one", files)
    assert status == 0, told
    assert told.count("proposal approved") == 2
    assert "DOES NOT COUNT" not in told


def test_ed25519_is_rfc_8032_s() -> None:
    """RFC 8032, 7.1, tests 1 to 3."""
    vectors = [
        (
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
            "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        ),
        (
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
            "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        ),
        (
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
            "af82",
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
            "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
        ),
    ]
    for public, message, signature in vectors:
        key, said, sig = map(bytes.fromhex, (public, message, signature))
        assert curves.ed25519(key, said, sig)
        assert not curves.ed25519(key, said + b"x", sig)
        assert not curves.ed25519(key, said, sig[:32] + bytes(32))
        greater = int.from_bytes(sig[32:], "little") + curves.L
        assert not curves.ed25519(key, said, sig[:32] + greater.to_bytes(32, "little"))


def test_p256_is_rfc_6979_s() -> None:
    """RFC 6979, A.2.5, SHA-256, messages `sample` and `test`."""
    public = bytes.fromhex(
        "60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6"
        "7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299"
    )
    vectors = {
        b"sample": (
            "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716",
            "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8",
        ),
        b"test": (
            "F1ABB023518351CD71D881567B1EA663ED3EFCF6C5132B354F28D3B0B7D38367",
            "019F4113742A2B14BD25926B49C649155F267E60D3814B4C0CC84250E46F0083",
        ),
    }
    for message, (r, s) in vectors.items():
        parts = [n.to_bytes(33, "big").lstrip(b"\0") for n in (int(r, 16), int(s, 16))]
        parts = [b"\0" + p if p[0] & 0x80 else p for p in parts]
        body = b"".join(bytes([2, len(p)]) + p for p in parts)
        signature = bytes([0x30, len(body)]) + body
        assert curves.p256(public, message, signature)
        assert not curves.p256(public, message + b"x", signature)
        assert not curves.p256(public[::-1], message, signature)
        assert not curves.p256(public, message, signature + b"\0")
