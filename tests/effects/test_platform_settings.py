"""Which platform an effector acts on: exactly one table of its file says so."""

from pathlib import Path

import pytest

from quorate.authority.founding import FoundingError
from quorate.cli.founding import prepare as prepare_command
from quorate.effects.configuration import Configuration, exposed, read_configuration
from quorate.effects.connectors.configured import AtprotoSettings, MatrixSettings
from quorate.preparing import Place, prepare, write_secret
from quorate.vocabulary.problems import Problem

MATRIX = '[matrix]\nbase_url = "http://127.0.0.1:1"\nserver_name = "x"\ntoken_file = "token"\n'
PDS = '[atproto]\nbase_url = "http://127.0.0.1:1"\nhost = "pds.example"\n'
BY_KEY = 'key_file = "service_key"\ndid = "did:web:mod.example"\n'


def read(folder: Path, *tables: str) -> Configuration:
    """A new installation's settings with these tables for its platform."""
    prepare(Place(folder, "pds.example", "http://127.0.0.1:1", "https://sign.example"))
    file = folder / "effector/effector.toml"
    head, _, rest = file.read_text().partition("[matrix]\n")
    limits = rest[rest.index("[limits]") :]
    pinned = f'genesis = "{"0" * 64}"\n'
    file.write_text(pinned + head + "".join(tables) + limits)
    return read_configuration(file)


def test_a_prepared_pds_is_read_as_one(tmp_path: Path) -> None:
    place = Place(
        *(tmp_path, "pds.example", "https://pds.example", "https://sign.example"),
        platform="atproto",
    )
    assert prepare(place)["connectors"] == ["atproto:pds.example"]
    file = tmp_path / "effector/effector.toml"
    file.write_text(f'genesis = "{"0" * 64}"\n' + file.read_text())
    found = read_configuration(file).platform
    assert isinstance(found, AtprotoSettings)
    assert (found.instance, found.mails) == ("atproto:pds.example", False)
    assert found.secrets == (tmp_path / "effector/token",)


def test_prepare_asks_for_one_platform(tmp_path: Path) -> None:
    said = {"server_name": "pds.example", "signer": "https://sign.example"}
    with pytest.raises(FoundingError, match="one of"):
        prepare_command(tmp_path, **said)
    with pytest.raises(FoundingError, match="one of"):
        prepare_command(tmp_path, **said, matrix_url="http://m", pds_url="http://p")
    prepare_command(tmp_path, **said, pds_url="http://p")
    assert "atproto:pds.example" in (tmp_path / "founding.yaml").read_text()


@pytest.mark.parametrize("tables", [(), (MATRIX, PDS + BY_KEY)])
def test_none_and_two_platforms_are_refused(tmp_path: Path, tables: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match=r"exactly one of \[atproto\], \[mastodon\], \[matrix\]"):
        read(tmp_path, *tables)


@pytest.mark.parametrize("secret", ["", BY_KEY + 'password_file = "token"\n'])
def test_a_pds_is_shown_one_credential(tmp_path: Path, secret: str) -> None:
    with pytest.raises(ValueError, match="either password_file, or key_file"):
        read(tmp_path, PDS + secret)


def test_each_platform_s_own_secret_is_the_effector_s_alone(tmp_path: Path) -> None:
    for number, (table, name) in enumerate([(MATRIX, "token"), (PDS + BY_KEY, "service_key")]):
        folder = tmp_path / str(number)
        found = read(folder, table)
        write_secret(folder / "effector/service_key", "key")
        write_secret(folder / "effector/database_url", "url")
        (folder / "effector" / name).chmod(0o644)
        refused = exposed(found)
        assert refused is not None
        assert (refused.problem, refused.field) == (Problem.SECRETS_EXPOSED, name)


def test_the_matrix_table_stays_as_it_was(tmp_path: Path) -> None:
    assert isinstance(read(tmp_path, MATRIX).platform, MatrixSettings)
