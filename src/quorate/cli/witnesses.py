"""`quorate prepare-witness`: the folder of a witness, on the host where it will run."""

import json
from pathlib import Path

from quorate.ledger.keys import KeyKind, PrivateKey, SignerKey, VerifierKey
from quorate.ledger.witness import make_memory
from quorate.vocabulary.terminal import plain

_PORT = 8450


def prepare_witness(folder: Path, *, name: str, log: tuple[str, ...], port: int = _PORT) -> None:
    """Make a witness's key, its empty memory and witness.toml; print its line of a policy.

    NAME is a URL without scheme that nobody else uses; --log VKEY, once each, names the logs that
    it cosigns for. Run it where the log's own administrators have no hand.
    """
    vkeys = [VerifierKey.parse(vkey).vkey for vkey in log]
    key = SignerKey(name, KeyKind.COSIGNATURE, PrivateKey.generate())
    folder.mkdir(mode=0o700, parents=True)
    key.private.save(folder / "witness.key")
    make_memory(folder / "seen.sqlite")
    settings = {
        "name": name,
        "key_file": "witness.key",
        "memory": "seen.sqlite",
        "logs": vkeys,
        "port": port,
    }
    text = "".join(f"{k} = {json.dumps(v)}\n" for k, v in settings.items())
    (folder / "witness.toml").write_text(text)
    print(plain(f"witness NAME {key.verifier.vkey} URL", 1000))
