"""Somebody of the demo at the console without a browser, and the founders who change people."""

import hashlib
import time
from collections.abc import Callable

import httpx2
import yaml

from quorate.authority.charter import Change, Charge
from quorate.console.sitting.sealing import SIGN_IN_DOMAIN
from quorate.demo.enrolling import sign_in_links
from quorate.demo.people import FOUNDERS
from quorate.demo.setting import House
from quorate.ledger.fields import integer, items, text
from quorate.ledger.keys import PrivateKey
from quorate.people.keys import key_id

_OWN = {"Sec-Fetch-Site": "same-origin"}


def sit_down(setting: House, who: str) -> httpx2.Client:
    """Signs in as the page's script does it, with a key that the founders enrol."""
    http = httpx2.Client(base_url=setting.profile.server, headers=_OWN, trust_env=False)
    setting.closing.callback(http.close)
    key = PrivateKey.generate()
    invite = next(i for i, name in sign_in_links(setting).items() if name == who)
    asked = {"invite": invite, "public": key.public.hex()}
    told = yaml.safe_load(setting.cast.people.read_text())
    keys = list(items(next(p for p in items(told, "people") if text(p, "id") == who), "keys"))
    change_person(setting, who, keys=[*keys, {"public": key.public.hex(), "channel": "console"}])
    said = http.post("/console/sign-in/key", data=asked).json()
    while said["state"] != "enrolled":
        time.sleep(0.05)
        said = http.post("/console/sign-in/key", data=asked).json()
    digest = hashlib.sha256(SIGN_IN_DOMAIN + said["challenge"].encode()).digest()
    proof = {
        "key": key_id(key.public),
        "challenge": said["challenge"],
        "sig": key.sign(digest).hex(),
    }
    http.post("/console/sign-in", data=proof).raise_for_status()
    return http


def change_person(setting: House, who: str, **facts: object) -> float:
    """The founders change a person's facts; `perf_counter` when the change is committed."""
    people = yaml.safe_load(setting.cast.people.read_text())
    next(row for row in items(people, "people") if text(row, "id") == who).update(facts)  # pyright: ignore
    setting.cast.people.write_text(yaml.safe_dump(people, sort_keys=False))
    client = setting.client(FOUNDERS[0][0])
    number = integer(client.call("GET", "/v1/changes/next"), "number")
    change = Change(setting.profile.genesis, Charge.PEOPLE, number, people)
    signatures = [
        {
            "person": name,
            "sig": PrivateKey.load(setting.cast.keys[name]).sign(change.digest()).hex(),
        }
        for name, _, _ in FOUNDERS
    ]
    client.call("POST", "/v1/changes", {"change": change.fields(), "signatures": signatures})
    return time.perf_counter()


def until(true: Callable[[], bool], seconds: float = 15.0) -> float:
    """`perf_counter` when it first was true; a TimeoutError when it never is."""
    deadline = time.perf_counter() + seconds
    while not true():
        if time.perf_counter() > deadline:
            raise TimeoutError("it never came true")
        time.sleep(0.001)
    return time.perf_counter()
