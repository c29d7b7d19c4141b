"""Waiting is not doing nothing: a signed warning reaches the account while its suspension waits."""

import pytest
from tests.installed import OFFICE, entries, matter, wait_until

from quorate.client import Shown
from quorate.demo.people import ON_CALL, REVIEWER
from quorate.demo.setting import Setting
from quorate.ledger.fields import as_object
from quorate.vocabulary.actions import Action
from quorate.vocabulary.events import Event

pytestmark = pytest.mark.platform


def test_the_interim_measure_is_signed_beside_the_proposal_and_happens_at_once(
    quorate: Setting,
) -> None:
    about, client = matter(quorate), quorate.client(REVIEWER)
    quorate.command(ON_CALL, "protect", about.user.user_id, "--tier", "2", *OFFICE)
    ask = {"kind": "account", "id": about.user.user_id}

    def tier() -> object:
        found = client.call("POST", "/v1/subjects/resolve", ask)["resolution"]
        return as_object(found, "resolution")["tier"]

    wait_until(lambda: tier() == 2)
    drafted = about.drafted(REVIEWER, "suspend")
    main = client.check(drafted)
    meanwhile = client.check({**drafted, "statement": drafted["interim"], "public_interest": None})
    assert meanwhile.statement.action is Action.WARN
    assert meanwhile.statement.target == main.statement.target

    def opened(shown: Shown) -> str:
        body = {"statement": shown.statement.fields(), **client.signed(shown.statement)}
        client.call("POST", "/v1/proposals", body)
        return shown.statement.proposal

    waits = opened(main)
    assert entries(quorate, Event.EFFECT_INTENDED, meanwhile.statement.proposal) == []
    warned = opened(meanwhile)
    wait_until(lambda: len(entries(quorate, Event.EFFECT_DONE, warned)) == 1)
    assert entries(quorate, Event.EFFECT_INTENDED, waits) == []
    assert about.heard()
