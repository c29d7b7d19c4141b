"""Where people outside are sent, and in which language: what the effector's settings take."""

from pathlib import Path

import pytest

from quorate.effects.configuration import Configuration, read_configuration
from quorate.preparing import Place, prepare


def read(folder: Path, *lines: str) -> Configuration:
    """A new installation's settings with these lines, and the hash that the genesis pins."""
    place = Place(folder, "here.example", "http://127.0.0.1:1", "https://sign.example")
    prepare(place)
    file = folder / "effector/effector.toml"
    pinned = ('genesis = "' + "0" * 64 + '"', *lines)
    file.write_text("\n".join(pinned) + "\n" + file.read_text())
    return read_configuration(file)


def test_without_an_address_nobody_is_sent_anywhere(tmp_path: Path) -> None:
    found = read(tmp_path)
    assert (found.public_url, found.further.code) == ("", "en")


@pytest.mark.parametrize("url", ["https://q.example/", "http://localhost:8440", "http://127.0.0.1"])
def test_an_address_that_nobody_on_the_way_can_change(tmp_path: Path, url: str) -> None:
    found = read(tmp_path, f'public_url = "{url}"', 'language = "de"')
    assert (found.public_url, found.further.code) == (url.rstrip("/"), "de")


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ('public_url = "http://q.example"', "public_url"),
        ('public_url = "q.example"', "public_url"),
        ("public_url = 7", "public_url"),
        ('language = "tlh"', "language"),
    ],
)
def test_any_other_is_refused_by_its_name(tmp_path: Path, line: str, named: str) -> None:
    with pytest.raises(ValueError, match=named):
        read(tmp_path, line)
