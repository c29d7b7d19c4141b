"""The genesis pins keys: those in the folder and the settings have to be the same."""

import json
from collections.abc import Iterator
from pathlib import Path

from quorate.authority.charter import Genesis, read_genesis
from quorate.doctor.installation import Installation
from quorate.doctor.ledgers import Log
from quorate.doctor.model import Check, Finding, ok, wrong
from quorate.ledger.entry import entry_hash, read_entry
from quorate.ledger.errors import LedgerError
from quorate.ledger.keys import PrivateKey
from quorate.profile import read_profile


def pins(found: Installation, log: Log) -> Iterator[Finding]:
    """All settings follow the ledger that stands here."""
    whole = entry_hash(log.first)
    named = {
        str(found.settings(process)): settings.genesis
        for process, settings in (
            ("serve", found.serve),
            ("effector", found.effector),
            ("signer", found.signer),
        )
        if settings is not None
    }
    profile = found.folder / "profile.json"
    if profile.exists():
        named[str(profile)] = _of_profile(profile)
    others = [path for path, pinned in named.items() if pinned != whole]
    for path in others:
        says = f"{path} pins {named[path][:16] or 'nothing'}…, the ledger begins with {whole[:16]}…"
        yield wrong(Check.PINS, says, f'set genesis = "{whole}" in {path}, if that is your ledger')
    if not others:
        yield ok(Check.PINS, f"all settings pin the first entry, {whole}")


def _of_profile(path: Path) -> str:
    try:
        return read_profile(path).genesis
    except (OSError, ValueError, json.JSONDecodeError):
        return ""


def keys(found: Installation, log: Log) -> Iterator[Finding]:
    """The processes hold the keys that others know them by."""
    genesis = read_genesis(read_entry(log.first).data)
    bad = [*_of_sequencer(found, log), *_of_effector(found, genesis), *_of_askers(found)]
    yield from bad
    if not bad:
        yield ok(Check.KEYS, "log, clock, effectors and serve hold the keys they are known by")


def _of_sequencer(found: Installation, log: Log) -> Iterator[Finding]:
    if found.sequencer is None:
        return
    newest = log.keys.pairs[-1]
    held = [(_public(one), _public(clock)) for one, clock in found.sequencer.keys]
    if (newest.log.public, newest.cosigner.public) not in held:
        files = ", ".join(str(path) for path in found.sequencer.keys[0])
        says = f"{files} are not the log's keys in force"
        mending = (
            f"bring back the log's own key files, or name them in {found.settings('sequencer')}"
        )
        yield wrong(Check.KEYS, says, mending)


def _of_effector(found: Installation, genesis: Genesis) -> Iterator[Finding]:
    if found.effector is not None:
        own, path = found.effector, found.settings("effector")
        if (_public(own.key) or b"").hex() != genesis.effectors.get(own.name):
            says = f"{own.key} is not the key that the genesis names for {own.name}"
            mending = f"bring back that key file, or set name and key_file in {path}"
            yield wrong(Check.KEYS, says, mending)
    if found.signer is not None and dict(found.signer.effectors) != dict(genesis.effectors):
        path = found.settings("signer")
        right = ", ".join(f'{name} = "{public}"' for name, public in genesis.effectors.items())
        yield wrong(Check.KEYS, f"{path} names other effectors", f"under [effectors]: {right}")


def _of_askers(found: Installation) -> Iterator[Finding]:
    """The effector's door believes serve by its key."""
    if found.serve is None or found.effector is None:
        return
    public = (_public(found.serve.key) or b"").hex()
    if public and public not in found.effector.askers.values():
        path = found.settings("effector")
        says = f"the effector does not know serve's key {found.serve.key}"
        yield wrong(Check.KEYS, says, f'under [askers] of {path}: web = "{public}"')


def _public(path: Path) -> bytes | None:
    try:
        return PrivateKey.from_pem(path.read_bytes(), path.name).public
    except (OSError, LedgerError):
        return None
