"""What stands in an installation's folder, as far as it can be read."""

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeVar

from quorate.doctor.model import Check, Finding, ok, warning, wrong
from quorate.effects.configuration import Configuration, read_configuration
from quorate.settings import FILES
from quorate.settings.reading import BadSettingError
from quorate.settings.sequencer import SequencerSettings, sequencer_settings
from quorate.settings.serve import ServeSettings, serve_settings
from quorate.settings.signer import SignerSettings, signer_settings

_T = TypeVar("_T")
_PINNED: Final = ("serve", "effector", "signer")


@dataclass(slots=True)
class Installation:
    """The settings that can be used, None where they are another host's or broken; `findings` says
    what reading them found."""

    folder: Path
    sequencer: SequencerSettings | None = None
    effector: Configuration | None = None
    serve: ServeSettings | None = None
    signer: SignerSettings | None = None
    findings: list[Finding] = field(default_factory=list[Finding])

    @property
    def ledger(self) -> Path | None:
        """The log's folder, as the first process that has settings names it."""
        named = (self.sequencer, self.serve, self.effector)
        return next((settings.ledger.resolve() for settings in named if settings), None)

    @property
    def genesis(self) -> str:
        """The pinned hash, empty where no settings name it."""
        named = (self.serve, self.effector, self.signer)
        return next((settings.genesis for settings in named if settings), "")

    def settings(self, process: str) -> Path:
        """A process's file."""
        return self.folder / FILES[process]

    def starts(self, process: str) -> str:
        """The command that starts a process."""
        return f"start it: quorate {process} {self.settings(process)}"


def read_installation(folder: Path) -> Installation:
    """Reads whatever is there; nothing is raised for what is not."""
    found = Installation(folder)
    if not any((folder / file).exists() for file in FILES.values()):
        says = f"{folder} holds no settings of any process"
        mending = f"quorate prepare {folder} --server-name NAME --matrix-url URL --signer ORIGIN"
        found.findings.append(wrong(Check.FOUNDING, says, mending))
        return found
    if unfounded := [name for name in _PINNED if _is_unfounded(folder / FILES[name])]:
        says = f"prepared and not founded: {', '.join(unfounded)} pin no genesis"
        mending = f"QUORATE_DATABASE_URL=OWNER_URL quorate found FOUNDING_FILE {folder}"
        found.findings.append(wrong(Check.FOUNDING, says, mending))
    found.sequencer = _read(found, "sequencer", sequencer_settings)
    found.effector = _read(found, "effector", read_configuration)
    found.serve = _read(found, "serve", serve_settings)
    found.signer = _read(found, "signer", signer_settings)
    if found.genesis and not unfounded:
        found.findings.append(ok(Check.FOUNDING, f"founded, genesis {found.genesis}"))
    return found


def _is_unfounded(path: Path) -> bool:
    try:
        return "genesis" not in tomllib.loads(path.read_text())
    except (OSError, ValueError):
        return False


def _read(found: Installation, process: str, reader: Callable[[Path], _T]) -> _T | None:
    path, read = found.settings(process), None
    try:
        read = reader(path)
        finding = ok(Check.SETTINGS, f"{path} can be used")
    except (BadSettingError, OSError, ValueError, KeyError, TypeError) as problem:
        finding = _unread(path, process, problem)
    found.findings.append(finding)
    return read


def _unread(path: Path, process: str, problem: Exception) -> Finding:
    if isinstance(problem, PermissionError):
        says = f"{problem.filename} cannot be read by whoever runs this"
        return warning(Check.SETTINGS, says, "run quorate doctor as root")
    if isinstance(problem, FileNotFoundError) and problem.filename != str(path):
        says = f"{path} names {problem.filename}, which is not there"
        return wrong(Check.SETTINGS, says, f"make {problem.filename}, or name another in {path}")
    if not path.exists():
        says = f"{path} is not here"
        mending = f"if {process} runs on another host, run quorate doctor there, too"
        return warning(Check.SETTINGS, says, mending)
    said = f"{type(problem).__name__} {problem}" if isinstance(problem, KeyError) else str(problem)
    mending = f"mend that setting (docs/reference/configuration.md, {path.name})"
    return wrong(Check.SETTINGS, f"{path}: {said}", mending)


def ports_of(found: Installation) -> Iterator[tuple[str, int]]:
    """Each process that listens, and where."""
    for process, settings in (
        ("serve", found.serve),
        ("effector", found.effector),
        ("signer", found.signer),
    ):
        if settings is not None:
            yield process, settings.port
