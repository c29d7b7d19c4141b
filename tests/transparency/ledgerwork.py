"""Casework as a ledger tells it: cases, decisions, deeds and appeals, each with its entry."""

import asyncio
from pathlib import Path
from typing import Any

from tests.transparency.making import provider

from quorate.appeals.deciding import Ruling
from quorate.cases.deciding import Decision
from quorate.decisions.statement import CaseRef, Statement
from quorate.incidents.stage.roles import seeded
from quorate.incidents.stage.station import Station
from quorate.incidents.stage.world import World
from quorate.people.keys import key_id
from quorate.transparency.collecting import LedgerSource
from quorate.transparency.months import Month
from quorate.transparency.records import (
    Kind,
    Record,
)
from quorate.vocabulary.events import Event
from quorate.vocabulary.kinds import AppealOutcome, AppealSide, Attested, Settlement

NOVEMBER = Month(2026, 11)
HARASSED = {
    "category": "STATEMENT_CATEGORY_CYBER_VIOLENCE",
    "keyword": "KEYWORD_CYBER_HARASSMENT",
}
PROVIDER = provider(
    type="hosting",
    areas={"safety": HARASSED},
    sources={"forms": {"origin": "own", "detected": False}},
)


class Casework:
    """Cases in a ledger, decided by the proposer, with the effector's deeds between."""

    def __init__(self, folder: Path) -> None:
        self.world = World(folder).found()
        self.station: Station = self.world.station()
        self._versions: dict[str, int] = {}

    def write(self, event: Event, data: dict[str, Any], signer: str = "") -> None:
        by = signer or "web"
        attested = Attested.PERSON if signer else Attested.PROCESS
        self.world.publish(
            self.world.entry(event, data, attested, by, data.get("key", "")).canonical()
        )

    def opened(
        self, case: str, by: str = "forms", area: str = "spam", language: str | None = "de-AT"
    ) -> None:
        self._versions[case] = 1
        data = {"case": case, "subject": "s", "area": area, "language": language, "by": by}
        self.write(Event.CASE_OPENED, data)

    def decided(self, event: Event, case: str, about: str, *, forged: bool = False) -> None:
        field = "reason" if event is Event.CASE_REOPENED else "outcome"
        self._versions[case] += 1
        version, signer = self._versions[case], "proposer"
        said = Decision(self.world.genesis, event, case, version, signer, about)
        key = seeded("approver" if forged else signer)
        data = {
            "case": case,
            "by": signer,
            "fence": 1,
            "version": version,
            field: about,
            "key": key_id(seeded(signer).public),
            "sig": key.sign(said.digest()).hex(),
        }
        self.write(event, data, signer)

    def noticed(self, case: str | None, name: str = "notice-1", **changes: Any) -> None:
        said = {"area": "safety", "ground": "illegal", "trusted": False, "by": "notice:form"}
        self.write(Event.NOTICE_GIVEN, {"notice": name, "case": case, **said, **changes})

    def settled(self, case: str, proposal: str | None, outcome: Settlement) -> None:
        event, who, body, on = Event.APPEAL_SETTLED, "employee", "ef" * 32, "2026-11-25"
        decision = proposal or f"{case}/2"
        said = Ruling(self.world.genesis, event, "appeal-1", decision, who, f"{outcome} {on}", body)
        key = seeded(who)
        data = {
            **{"appeal": "appeal-1", "decision": decision, "case": case, "proposal": proposal},
            **{"by": who, "outcome": outcome, "on": on, "body": body},
            **{"key": key_id(key.public), "sig": key.sign(said.digest()).hex()},
        }
        self.write(event, data, who)

    def suspended(self, *, forged: bool = False) -> None:
        event, who, days = Event.NOTIFIER_SUSPENDED, "employee", "7"
        said = Decision(self.world.genesis, event, "notifier-1", 2, who, days)
        key = seeded("approver" if forged else who)
        data = {
            **{"notifier": "notifier-1", "by": who, "version": 2, "days": days},
            **{"until": "2026-12-02T00:00:00.000Z", "reason_commitment": "ab" * 32},
            **{"key": key_id(seeded(who).public), "sig": key.sign(said.digest()).hex()},
        }
        self.write(event, data, who)

    def closed(self, case: str, outcome: str = "actioned") -> None:
        self.decided(Event.CASE_CLOSED, case, outcome)

    def appealed(self, case: str, proposal: str | None = None) -> None:
        data = {
            "appeal": "appeal-1",
            "side": AppealSide.PERSON if proposal else AppealSide.REPORTER,
            "decision": proposal or f"{case}/2",
            "case": case,
            "proposal": proposal,
            "by": "service:public",
            "words": "ab" * 32,
        }
        self.write(Event.APPEAL_FILED, data)

    def answered(self, decision: str, outcome: AppealOutcome) -> None:
        event, who, answer = Event.APPEAL_DECIDED, "employee", "cd" * 32
        said = Ruling(self.world.genesis, event, "appeal-1", decision, who, outcome, answer)
        key = seeded(who)
        data = {
            "appeal": "appeal-1",
            "decision": decision,
            "case": "case-1",
            "proposal": None,
            "by": who,
            "outcome": outcome,
            "answer": answer,
            "key": key_id(key.public),
            "sig": key.sign(said.digest()).hex(),
        }
        self.write(event, data, who)

    def done(self, case: str, native: str = "@troll:here.example", **fields: Any) -> Statement:
        ref = CaseRef(case, "service:intake", "auditor")
        said = self.world.propose(0, native, case=ref, **fields)
        self.station.knows(native)
        asyncio.run(self.station.step())
        assert self.station.chronicle.view.docket.proposals[said.proposal].outcome == "done"
        return said

    def taken(self) -> dict[Kind, list[Record]]:
        self.world.resign()
        found = LedgerSource(self.world.log, PROVIDER, self.world.genesis).take(NOVEMBER)
        return {kind: list(records) for kind, records in found.records.items()}
