"""Which platform the effector acts on: exactly one table says it, and every setting is checked."""

from pathlib import Path

import pytest

from quorate.authority.founding import FoundingError
from quorate.bootstrap import found
from quorate.cli.founding import prepare as prepare_by_command
from quorate.demo.people import gather, signed_by_all
from quorate.effects.configuration import exposed, read_configuration
from quorate.effects.connectors.configured import read_platform
from quorate.ledger.keys import PrivateKey
from quorate.preparing import Place, prepare
from quorate.vocabulary.actions import Action
from quorate.vocabulary.private import PrivateField
from quorate.vocabulary.times import now

WEBHOOK = {"name": "here.example", "base_url": "https://here.example/q/", "key_file": "k"}
MATRIX = {"server_name": "here.example", "base_url": "http://here.example", "token_file": "t"}


def test_a_platform_by_webhooks() -> None:
    table = {**WEBHOOK, "actions": ["suspend", "warn"], "private": ["email"]}
    found = read_platform({"webhook": table}, Path("/f"))
    assert found.instance == "webhook:here.example"
    assert found.secrets == (Path("/f/k"),)
    assert (found.base_url, found.read_back) == (  # pyright: ignore
        "https://here.example/q",
        "/subjects/{id}/state",
    )


async def test_a_mastodon_server(tmp_path: Path) -> None:
    (tmp_path / "t").write_text("the moderators' token")
    table = {"domain": "social.example", "base_url": "https://social.example", "token_file": "t"}
    found = read_platform({"mastodon": table}, tmp_path)
    assert (found.instance, found.secrets) == ("mastodon:social.example", (tmp_path / "t",))
    connector = found.connect()
    await connector.close()
    assert Action.TAKE_DOWN in connector.offered
    with pytest.raises(ValueError, match=r"mastodon\.base_url"):
        read_platform({"mastodon": {**table, "base_url": "http://far.example"}}, tmp_path)


@pytest.mark.parametrize(
    ("row", "named"),
    [
        ({}, "exactly one"),
        ({"webhook": WEBHOOK, "matrix": MATRIX}, "exactly one"),
        ({"webhook": 7}, "webhook"),
        ({"webhook": {**WEBHOOK, "base_url": "http://here.example"}}, "base_url"),
        ({"webhook": {**WEBHOOK, "base_url": "https://u:p@here.example"}}, "base_url"),
        ({"webhook": {**WEBHOOK, "base_url": "https://here.example/?x"}}, "base_url"),
        ({"webhook": {**WEBHOOK, "base_url": "file:///etc"}}, "base_url"),
        ({"webhook": {**WEBHOOK, "actions": ["no_violation"]}}, "actions"),
        ({"webhook": {**WEBHOOK, "actions": ["restore"]}}, "actions"),
        ({"webhook": {**WEBHOOK, "actions": ["label"]}}, "actions"),
        ({"webhook": {**WEBHOOK, "private": ["secrets"]}}, "private"),
        ({"webhook": {**WEBHOOK, "read_back": "/state"}}, "read_back"),
    ],
)
def test_what_is_no_platform_is_refused_by_its_name(row: dict[str, object], named: str) -> None:
    with pytest.raises(ValueError, match=named):
        read_platform(row, Path())


async def test_a_prepared_installation_acts_by_webhooks_and_keeps_its_key_to_itself(
    tmp_path: Path,
) -> None:
    place = Place(
        *(tmp_path, "here.example", "https://here.example/q", "https://sign.example"),
        platform="webhook",
        shared_user=True,
    )
    content = prepare(place)
    assert content["connectors"] == ["webhook:here.example"]
    toml = tmp_path / "effector/effector.toml"
    toml.write_text('genesis = "' + "0" * 64 + '"\n' + toml.read_text())
    (tmp_path / "effector/database_url").touch(0o600)
    found = read_configuration(toml)
    assert exposed(found) is None
    connector = found.platform.connect()
    await connector.close()
    assert connector.instance == "webhook:here.example"
    assert connector.offered == {Action.SUSPEND, Action.WARN}
    assert PrivateField.EMAIL not in connector.private
    found.platform.secrets[0].chmod(0o644)
    assert exposed(found) is not None


def test_who_prepares_for_a_platform_is_told_the_key_that_it_has_to_take(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = {"server_name": "here.example", "signer": "https://sign.example"}
    prepare_by_command(tmp_path, webhook_url="https://here.example/q", **where)
    public = PrivateKey.load(tmp_path / "effector/webhook.key").public.hex()
    assert public in capsys.readouterr().out
    with pytest.raises(FoundingError, match="one of"):
        prepare_by_command(tmp_path / "other", **where)


def test_an_installation_on_a_platform_behind_webhooks_is_founded(
    tmp_path: Path, database_url: str
) -> None:
    cast, folder = gather(tmp_path / "keys", now()), tmp_path / "installation"
    place = Place(
        *(folder, "here.example", "https://here.example/q", "https://sign.example"),
        platform="webhook",
    )
    profile = found(folder, database_url, signed_by_all(prepare(place), cast.founders))
    told = read_configuration(folder / "effector/effector.toml")
    assert (told.genesis, told.platform.instance) == (profile.genesis, "webhook:here.example")
