"""Who the installation is on the network, and where the effector finds the key for labels."""

from pathlib import Path

import pytest

from quorate.atproto.keys import key_of, read_multikey, read_private
from quorate.atproto.moderators import ModeratorSettings
from quorate.cli.keys import label
from quorate.effects.configuration import read_configuration
from quorate.preparing import Place, prepare
from quorate.settings.labeler import LabelerSettings
from quorate.settings.reading import BadSettingError
from quorate.settings.serve import serve_settings

TOLD = """
[labeler]
did = "did:web:labels.example"
url = "https://labels.example/"
label_key = "zQ3"
connector = "atproto:pds.example"
plc = "https://plc.example"
"""


DID = "did:plc:" + "m" * 24


def moderator(did: str, person: str) -> str:
    return f'[labeler.moderators."{did}"]\nperson = "{person}"\nkey = "moderator.key"\n'


def read(folder: Path, process: str, more: str) -> Path:
    """A new installation's settings with more at their end."""
    prepare(Place(folder, "here.example", "http://127.0.0.1:1", "https://sign.example"))
    file = folder / process / f"{process}.toml"
    (folder / process / "database_url").write_text("x")
    file.write_text('genesis = "' + "0" * 64 + '"\n' + file.read_text() + more)
    return file


def test_serve_is_told_who_it_is(tmp_path: Path) -> None:
    found = serve_settings(read(tmp_path, "serve", TOLD)).labeler
    assert found == LabelerSettings(
        *("did:web:labels.example", "https://labels.example", "zQ3", "atproto:pds.example"),
        "https://plc.example",
    )


@pytest.mark.parametrize("name", ["did", "url", "label_key", "connector", "plc"])
def test_what_is_missing_is_named(tmp_path: Path, name: str) -> None:
    lines = [line for line in TOLD.splitlines() if not line.startswith(name)]
    file = read(tmp_path, "serve", "\n".join(lines))
    with pytest.raises(BadSettingError, match=name):
        serve_settings(file)


def test_a_directory_that_somebody_on_the_way_can_change_is_refused(tmp_path: Path) -> None:
    file = read(tmp_path, "serve", TOLD.replace("https://plc", "http://plc"))
    with pytest.raises(BadSettingError, match="plc"):
        serve_settings(file)


def test_a_moderator_is_a_person_with_a_key_of_theirs_here(tmp_path: Path) -> None:
    file = read(tmp_path, "serve", TOLD + moderator(DID, "p-7"))
    found = serve_settings(file).labeler
    assert found is not None
    assert found.moderators == {DID: ModeratorSettings("p-7", file.parent / "moderator.key")}


@pytest.mark.parametrize(
    ("more", "named"),
    [
        (moderator("alice.example", "p-7"), "not the DID of an account"),
        (moderator(DID, "p-7") + moderator("did:web:b.example", "p-7"), "stands twice"),
        (moderator(DID, "p-7").replace("key", "file"), "key"),
        (moderator(DID, ""), "person"),
    ],
)
def test_a_moderator_that_cannot_be_one_is_refused(tmp_path: Path, more: str, named: str) -> None:
    file = read(tmp_path, "serve", TOLD + more)
    with pytest.raises(BadSettingError, match=named):
        serve_settings(file)


def test_the_effectors_key_for_labels_is_a_secret_of_its_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = '[labels]\ndid = "did:web:labels.example"\nkey_file = "label_key"\n'
    found = read_configuration(read(tmp_path, "effector", told))
    assert found.labels is not None
    assert found.labels.key in found.secrets
    label(found.labels.key)
    assert found.labels.key.stat().st_mode & 0o777 == 0o600
    shown = capsys.readouterr().out.split('"')[1]
    made = key_of(read_private(found.labels.key.read_text().strip()))
    assert read_multikey(shown).multikey == made.multikey
    with pytest.raises(FileExistsError):
        label(found.labels.key)


@pytest.mark.parametrize("text", ["", "0" * 64, "f" * 64, "ab", "x" * 64, "1" * 63])
def test_what_is_no_key_for_labels_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"key|hex"):
        read_private(text)
