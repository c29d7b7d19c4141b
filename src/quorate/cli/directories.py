"""`quorate people source`: a directory may speak, once the founders have named it."""

import json
import re
import secrets
from pathlib import Path

import cyclopts

from quorate.ledger.keys import PrivateKey
from quorate.settings.reading import BadSettingError, secret
from quorate.settings.serve import serve_settings
from quorate.settings.sources import source_settings

app = cyclopts.App(name="people", help="Directories that speak SCIM.")
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")


@app.command
def source(name: str, *, settings: Path) -> None:
    """Make a source's key and token, with the web's own settings (serve.toml).

    It prints what the directory is told and what goes into the people file; until the founders have
    signed that, nothing that the source says counts. Restart serve and worker afterwards.
    """
    file = serve_settings(settings).sources
    if file is None:
        raise BadSettingError("sources_file: not set in " + settings.name)
    if not _NAME.fullmatch(name) or name in source_settings(file):
        raise ValueError("NAME: lower case, digits and hyphens, and none that there is already")
    rows: dict[str, dict[str, str]] = json.loads(secret(file))
    key, token = PrivateKey.generate(), secrets.token_urlsafe(32)
    key_file = f"source-{name}.key"
    key.save(file.parent / key_file)
    rows[name] = {"token": token, "key_file": key_file}
    written = file.with_name(file.name + ".new")
    written.touch(mode=0o600)
    written.write_text(json.dumps(rows))
    written.replace(file)
    print(f"For the directory: address /scim/v2 of this server, bearer token\n  {token}\n")
    print(f"For the people file:\nsources:\n  - name: {name}\n    public: {key.public.hex()}")
