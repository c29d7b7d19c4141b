"""A source of people's facts in a World: it signs, numbers and chains what it says."""

from dataclasses import dataclass, field
from typing import Any

from quorate.authority.charter import Charge
from quorate.incidents.stage.roles import Row, seeded
from quorate.incidents.stage.world import World
from quorate.ledger.entry import entry_hash
from quorate.people.chain import Chain, Speaker, said
from quorate.vocabulary.events import Event

NAME = "directory"


@dataclass
class Source:
    """`publish` puts its entries into the log; what is only `signed` somebody held back."""

    world: World
    speaker: Speaker = field(default_factory=lambda: Speaker(NAME, seeded("source directory")))
    chain: Chain = field(default_factory=lambda: Chain(""))

    def declare(self) -> None:
        """The founders' people file names it."""
        rows: list[Row] = list(self.world.people.values())
        public = self.speaker.key.public.hex()
        content = {"people": rows, "sources": [{"name": self.speaker.name, "public": public}]}
        self.world.change(Charge.PEOPLE, content)

    def signed(self, event: Event, **data: Any) -> bytes:
        """Its next entry."""
        data = {"genesis": self.world.genesis, **data}
        body = said(self.speaker, self.chain, event, data, self.world.now).canonical()
        self.chain = Chain("", self.chain.sequence + 1, entry_hash(body))
        return body

    def confirm(self) -> None:
        """It is alive and nothing changed."""
        self.world.publish(self.signed(Event.PEOPLE_CONFIRMED))

    def narrow(self, person: str, **facts: Any) -> None:
        """It takes something away from a person."""
        self.world.publish(self.signed(Event.PEOPLE_NARROWED, person=person, facts=facts))
