"""Where letters are handed over, as serve.toml says it; what does not fit is named."""

from pathlib import Path

import pytest

from quorate.settings import BadSettingError, MailSettings, serve_settings

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
