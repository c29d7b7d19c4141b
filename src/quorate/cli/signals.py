"""`quorate signals`: rules over reports, from a draft to a live one."""

import sys
from collections.abc import Mapping
from typing import Annotated

import cyclopts
from cyclopts import Parameter

from quorate.cli import hash_banks
from quorate.cli.access import Key, Where, client
from quorate.client import Client
from quorate.ledger.fields import as_object, integer, items, text
from quorate.vocabulary.terminal import plain

app = cyclopts.App(name="signals", help="Rules over incoming reports, which make alarms.")
app.command(hash_banks.app)
Version = Annotated[int, Parameter(help="the newest where it is left out")]
_RULES = "/v1/signals/rules"


@app.command(name="list")
def list_rules(*, key: Key, profile: Where) -> None:
    """Every version with its state, its hits, and what its newest back-test found."""
    for one in items(client(profile, key).call("GET", _RULES), "rules"):
        print(plain(_line(one)))


@app.command
def write(name: str, expression: str, *, area: str, key: Key, profile: Where) -> None:
    """Write a new version of a rule in CEL, as a draft; a mistake is told with its place."""
    body = {"name": name, "area": area, "expression": expression}
    made = client(profile, key).call("POST", _RULES, body)
    print(plain(f"{text(made, 'name')} {integer(made, 'version')}: {text(made, 'state')}"))


@app.command
def backtest(name: str, *, days: int = 30, version: Version = 0, key: Key, profile: Where) -> None:
    """Say what a version would have hit of the past days' reports, and how those cases ended."""
    body = {"days": days, **({"version": version} if version else {})}
    found = client(profile, key).call("POST", f"{_RULES}/{name}/backtest", body)
    tested = as_object(found.get("tested"), "tested")
    print(plain(f"{name} {integer(found, 'version')}: {_figures(tested)}"))
    for one in items(found, "examples"):
        print(
            plain(f"  {text(one, 'case')}  {one.get('outcome') or 'open'}  {text(one, 'report')}")
        )


@app.command
def shadow(name: str, *, version: Version = 0, key: Key, profile: Where) -> None:
    """Let a version count what it hits, and do nothing."""
    _move(client(profile, key), name, version, "shadow")


@app.command
def live(name: str, *, version: Version = 0, key: Key, profile: Where) -> None:
    """Let a version make alarms: by another person than wrote it, once it was back-tested."""
    found = client(profile, key)
    one = _version(found, name, version)
    print(plain(_line(one), 2000))
    print("Each alarm opens a case, or joins one. Type live to go on: ", end="", flush=True)
    if sys.stdin.readline().strip() != "live":
        sys.exit("Nothing was changed.")
    _move(found, name, integer(one, "version"), "live")


@app.command
def stop(name: str, *, version: Version = 0, key: Key, profile: Where) -> None:
    """Stop a version at once; what it opened stays."""
    _move(client(profile, key), name, version, "off")


def _move(found: Client, name: str, version: int, to: str) -> None:
    wanted = version or integer(_version(found, name, version), "version")
    made = found.call("POST", f"{_RULES}/{name}/move", {"version": wanted, "to": to})
    print(plain(f"{text(made, 'name')} {integer(made, 'version')}: {text(made, 'state')}"))


def _version(found: Client, name: str, version: int) -> Mapping[str, object]:
    rows = items(found.call("GET", _RULES), "rules")
    for one in rows:
        if text(one, "name") == name and version in (0, integer(one, "version")):
            return one
    sys.exit(plain(f"There is no such version of {name}."))


def _line(one: Mapping[str, object]) -> str:
    said = f"{text(one, 'name')} {integer(one, 'version')}: {text(one, 'state')}"
    said += f", {integer(one, 'hits')} hits, {integer(one, 'alarms')} alarms"
    tested = one.get("tested")
    told = _figures(as_object(tested, "tested")) if tested else "not tested"
    return f"{said}; {told}; {one.get('expression') or 'its words were erased'}"


def _figures(tested: Mapping[str, object]) -> str:
    share, said = tested.get("share"), f"{integer(tested, 'hits')} of {integer(tested, 'reports')}"
    said += f" reports since {text(tested, 'since')[:10]}, {integer(tested, 'cases')} cases"
    if integer(tested, "failed"):
        said += f", {integer(tested, 'failed')} failed"
    ends = f"{integer(tested, 'actioned')} of {integer(tested, 'decided')} decided were acted on"
    return f"{said}, {ends}" + (f" ({share:.0%})" if isinstance(share, float) else "")
