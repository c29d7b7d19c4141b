"""`quorate signals`: what is asked of the server, and that nothing goes live unread."""

import io
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from quorate.cli import hash_banks, signals
from quorate.ledger.fields import as_object

HERE = Path()
TESTED = {
    "since": "2026-11-01T00:00:00.000Z",
    "reports": 90,
    "hits": 9,
    "failed": 1,
    "cases": 5,
    "decided": 4,
    "actioned": 3,
    "share": 0.75,
}
RULE = {
    "name": "gold",
    "version": 2,
    "state": "shadow",
    "expression": "text == '\x1b[2Jgold'",
    "hits": 7,
    "alarms": 0,
    "tested": TESTED,
}

BANK = {
    "name": "known",
    "state": "waiting",
    "hashes": 2,
    "algorithm": "pdq",
    "distance": 31,
    "hits": 0,
    "digest": "ab" * 32,
}


@dataclass
class Server:
    """Answers as the API does, and keeps what was asked."""

    asked: list[tuple[str, str, object]] = field(default_factory=list[tuple[str, str, object]])

    def call(self, method: str, path: str, body: object = None) -> dict[str, object]:
        self.asked.append((method, path, body))
        if method == "GET":
            older = {**RULE, "version": 1, "tested": None, "expression": None}
            pictures = {"not_decoded": 1, "compared": 9}
            return {"rules": [RULE, older], "banks": [BANK], "pictures": pictures}
        if path.endswith("/backtest"):
            hit = {"case": "case_1", "report": "rep_1", "outcome": None}
            return {"name": "gold", "version": 2, "tested": TESTED, "examples": [hit]}
        if "bank" in path:
            return {**BANK}
        state = as_object(body, "body").get("to", "draft")
        return {"name": "gold", "version": 2, "state": state}


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Server:
    made = Server()

    def client(profile: Path, key: Path) -> Server:
        assert (profile, key) == (HERE, HERE)
        return made

    monkeypatch.setattr(signals, "client", client)
    monkeypatch.setattr(hash_banks, "client", client)
    return made


def test_each_step_names_the_version(server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    signals.write("gold", "true", area="spam", key=HERE, profile=HERE)
    signals.backtest("gold", days=9, version=2, key=HERE, profile=HERE)
    signals.shadow("gold", key=HERE, profile=HERE)
    signals.stop("gold", version=1, key=HERE, profile=HERE)
    rules = "/v1/signals/rules"
    assert [a for a in server.asked if a[0] == "POST"] == [
        ("POST", rules, {"name": "gold", "area": "spam", "expression": "true"}),
        ("POST", f"{rules}/gold/backtest", {"days": 9, "version": 2}),
        ("POST", f"{rules}/gold/move", {"version": 2, "to": "shadow"}),
        ("POST", f"{rules}/gold/move", {"version": 1, "to": "off"}),
    ]
    said = capsys.readouterr().out
    assert "9 of 90 reports since 2026-11-01, 5 cases, 1 failed, 3 of 4 decided" in said
    assert "(75%)" in said
    assert "case_1  open  rep_1" in said


@pytest.mark.parametrize("typed", ["live\n", "yes\n", ""])
def test_live_is_typed_after_reading_the_version(
    server: Server,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    typed: str,
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    if typed == "live\n":
        signals.live("gold", key=HERE, profile=HERE)
        assert server.asked[-1][2] == {"version": 2, "to": "live"}
    else:
        with pytest.raises(SystemExit):
            signals.live("gold", key=HERE, profile=HERE)
        assert {method for method, _, _ in server.asked} == {"GET"}
    assert "gold 2: shadow, 7 hits, 0 alarms" in capsys.readouterr().out


def test_a_bank_is_read_from_a_file(server: Server, tmp_path: Path) -> None:
    file = tmp_path / "hashes.txt"
    file.write_text(f"# known\n{'0f' * 32}, 100\n\n{'1f' * 32}  # again\n")
    hash_banks.add(file, name="known", area="spam", key=HERE, profile=HERE)
    hash_banks.live("known", key=HERE, profile=HERE)
    hash_banks.stop("known", key=HERE, profile=HERE)
    asked = [body for _, _, body in server.asked]
    assert asked[0] == {
        "name": "known",
        "algorithm": "pdq",
        "distance": 31,
        "area": "spam",
        "hashes": ["0f" * 32, "1f" * 32],
    }
    assert asked[1:] == [{"to": "live"}, {"to": "off"}]


def test_the_list_of_banks_says_what_became_of_pictures(
    server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    hash_banks.list_banks(key=HERE, profile=HERE)
    said = capsys.readouterr().out
    assert "known: waiting, 2 hashes, pdq within 31, 0 hits" in said
    assert "pictures of reports: 9 compared, 1 not decoded" in said


def test_the_list_shows_no_control_marks(
    server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    signals.list_rules(key=HERE, profile=HERE)
    said = capsys.readouterr().out
    assert "\x1b" not in said
    assert "gold 1: shadow, 7 hits, 0 alarms; not tested; its words were erased" in said
    with pytest.raises(SystemExit):
        signals.shadow("none", key=HERE, profile=HERE)
    assert len(server.asked) == 2
