"""Words and forms of the rooms that tell the past, for the catalogues: closed lists as they stand.

`WORDS` are looked up by `word` and `spelled`, `TEXTS` as they are, `FORMS` by `retell`: sentences
that no call holds whole.
"""

from typing import Final

from quorate.authority.charter import Charge
from quorate.decisions.interest import PARAMETER
from quorate.effects.connectors.base import Freeing
from quorate.effects.doors.staff import EMERGENCY
from quorate.incidents.past import Fate
from quorate.incidents.sentences import HELD, LIFTED, NOBODY, SENTENCES
from quorate.incidents.telling import PLAYERS
from quorate.incidents.timeline import CASE_MARKS, DETAILS, MARKS
from quorate.incidents.without import Guard
from quorate.retention.model import DataKind
from quorate.vocabulary.kinds import ValueKind

STAGES: Final = (
    "approved",
    "executed",
    "executing",
    "failed",
    "in force",
    "opened",
    "proposed",
    "restored",
)
"""Of which on-call is paged."""
NO_ROLES: Final = ("founder", "founder's", "no contract here")
"""What stands for a founder where others have a role, a channel and a contract."""
ANSWERS: Final = ("done", "refused", "waiting")
"""What came of a step of a replay."""
WORDS: Final[tuple[str, ...]] = (
    *ANSWERS,
    *Charge,
    *DataKind,
    *DETAILS,
    *Fate,
    *Freeing,
    *NO_ROLES,
    *STAGES,
    *ValueKind,
    EMERGENCY,
    PARAMETER,
)
TEXTS: Final[tuple[str, ...]] = (
    *CASE_MARKS.values(),
    *Guard,
    *MARKS.values(),
    *PLAYERS,
    *SENTENCES.values(),
    HELD,
    LIFTED,
    NOBODY,
)
FORMS: Final = (
    "%(a)s created, reopened, picked or assigned this case",
    "%(a)s of %(b)s founders' signatures",
    "%(a)s owns or reported the subject",
    "%(a)s when proposing: %(b)s",
    "%(a)s: %(b)s accounts looked at within the hour, the cap is %(c)s; free at %(d)s",
    "%(a)s: %(b)s silencings above tier 0 within the hour, the cap is %(c)s; free at %(d)s",
    "%(a)s: %(b)s silencings within the hour, the cap is %(c)s; free at %(d)s",
    "Quorate: a forged entry was refused",
    "Quorate: amendment opened",
    "Without %(a)s: %(b)s.",
    "a page",
    "a passkey answers with an assertion, not with a bare signature",
    "denied by %(a)s",
    "founders of two teams under two managers have to sign",
    "keys: one public key cannot serve two: %(a)s",
    "nothing irreversible on a tier %(a)s subject",
    "rollback: the ledger went back to %(a)s entries, %(b)s were seen",
    "team %(a)s",
    "the command line",
    "the signature does not hold over this decision",
    "the signature does not hold over this digest",
    "vetoed by %(a)s",
)
