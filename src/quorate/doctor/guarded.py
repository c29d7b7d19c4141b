"""Files that only their process may read, and the users of the processes."""

import pwd
from collections.abc import Iterator
from pathlib import Path

from quorate.doctor.installation import Installation
from quorate.doctor.model import Check, Finding, ok, warning, wrong
from quorate.settings.reading import BadSettingError
from quorate.settings.serve import ServeSettings
from quorate.settings.sources import source_settings

_OTHERS = 0o077


def secrets(found: Installation) -> Iterator[Finding]:
    """Each secret file is there and can be read by its own user alone."""
    fine = 0
    for process, path in secret_files(found):
        finding = _of_file(found, process, path)
        if finding is None:
            fine += 1
        else:
            yield finding
    if fine:
        yield ok(Check.SECRETS, f"{fine} secret files are readable by their owner alone")


def _of_file(found: Installation, process: str, path: Path) -> Finding | None:
    try:
        said = path.stat()
        mine = found.settings(process).parent.stat().st_uid
    except FileNotFoundError:
        where = found.settings(process)
        mending = f"bring it back from where the keys are kept, or name another file in {where}"
        return wrong(Check.SECRETS, f"{path} is missing", mending)
    except PermissionError:
        says = f"{path} cannot be looked at by whoever runs this"
        return warning(Check.SECRETS, says, "run quorate doctor as root")
    if said.st_mode & _OTHERS:
        mode = f"{said.st_mode & 0o777:04o}"
        return wrong(Check.SECRETS, f"{path} has mode {mode}", f"chmod 600 {path}")
    if said.st_uid not in (0, mine):
        says = f"{path} belongs to {name_of(said.st_uid)}, {process} is {name_of(mine)}"
        return wrong(Check.SECRETS, says, f"chown {name_of(mine)} {path}")
    return None


def users(found: Installation) -> Iterator[Finding]:
    """Whoever is both the effector and the sequencer could write a ledger and act on it."""
    effector = found.effector
    if effector is None or not effector.ledger.exists():
        return
    own = found.settings("effector").parent.stat().st_uid
    if effector.ledger.stat().st_uid != own:
        yield ok(Check.USERS, "effector and sequencer have users of their own")
    elif effector.shared_user:
        says = "effector and sequencer are one user, as shared_user = true allows"
        path = found.settings("effector")
        mending = f"for more than trying: a user each, and shared_user = false in {path}"
        yield warning(Check.USERS, says, mending)
    else:
        says = f"effector and sequencer are both {name_of(own)}: nothing is silenced"
        mending = f"chown -R USER {found.settings('effector').parent}, and run the effector as USER"
        yield wrong(Check.USERS, says, mending)


def secret_files(found: Installation) -> Iterator[tuple[str, Path]]:
    """Of each process the files that its settings name."""
    if sequencer := found.sequencer:
        yield "sequencer", sequencer.database_url
        yield from (("sequencer", path) for pair in sequencer.keys for path in pair)
    if effector := found.effector:
        yield from (("effector", path) for path in effector.secrets)
    if serve := found.serve:
        yield from (("serve", path) for path in _of_serve(serve))


def _of_serve(serve: ServeSettings) -> Iterator[Path]:
    yield from (serve.database_url, serve.key, serve.intake_tokens, serve.invites)
    optional = (
        serve.sources,
        serve.oidc.client_secret if serve.oidc else None,
        serve.translation.key if serve.translation else None,
        serve.filing.token if serve.filing else None,
        serve.mail.password if serve.mail else None,
        serve.firehose.password if serve.firehose else None,
        serve.firehose.key if serve.firehose else None,
    )
    yield from (path for path in optional if path)
    yield from (endpoint.key for endpoint in serve.events)
    if serve.labeler:
        yield from (one.key for one in serve.labeler.moderators.values())
    try:
        yield from (source.key for source in source_settings(serve.sources).values())
    except (BadSettingError, OSError):
        return  # the file itself is told of above


def name_of(uid: int) -> str:
    """The user's name, or the number where it has none."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
