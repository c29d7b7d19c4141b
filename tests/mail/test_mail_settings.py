"""Where letters are handed over, as serve.toml says it; what does not fit is named."""

from pathlib import Path

import pytest

from quorate.settings.outside import MailSettings
from quorate.settings.reading import BadSettingError
from quorate.settings.serve import serve_settings

BEFORE = "\n".join(
    [
        *(f'{n} = "x"' for n in ("database_url_file", "ledger", "genesis", "door", "key_file")),
        *(f'{n} = "x"' for n in ("intake_tokens_file", "invites_file", "authority")),
        "port = 1",
    ]
)
MAIL = '[mail]\nhost = "mail.example"\nport = 587\nfrom = "no-reply@here.example"\n'


def read(folder: Path, text: str) -> MailSettings | None:
    path = folder / "serve.toml"
    path.write_text(f"{BEFORE}\n{text}")
    return serve_settings(path).mail


def test_without_the_setting_nothing_is_sent(tmp_path: Path) -> None:
    assert read(tmp_path, "") is None


def test_a_server_with_its_password_beside_it(tmp_path: Path) -> None:
    more = 'address = "https://here.example/"\nuser = "u"\npassword_file = "mail.key"\n'
    found = read(tmp_path, MAIL + more)
    assert found is not None
    assert (found.host, found.port, found.address) == ("mail.example", 587, "https://here.example")
    assert found.password == tmp_path / "mail.key"


@pytest.mark.parametrize(
    ("more", "names"),
    [
        ('address = "http://here.example"\n', "address"),
        ('address = "https://here.example"\nuser = "u"\n', "password_file"),
        ("", "address"),
    ],
)
def test_what_does_not_fit_is_named(tmp_path: Path, more: str, names: str) -> None:
    with pytest.raises(BadSettingError, match=names):
        read(tmp_path, MAIL + more)


@pytest.mark.parametrize(("was", "is_"), [("port = 1", 'port = "x"'), ("port = 1", "")])
def test_a_port_that_is_no_number_is_named(tmp_path: Path, was: str, is_: str) -> None:
    path = tmp_path / "serve.toml"
    path.write_text(BEFORE.replace(was, is_))
    with pytest.raises(BadSettingError, match="port"):
        serve_settings(path)


def test_a_value_where_a_table_belongs_is_named(tmp_path: Path) -> None:
    path = tmp_path / "serve.toml"
    path.write_text(f"mail = 3\n{BEFORE}")
    with pytest.raises(BadSettingError, match="mail"):
        serve_settings(path)
