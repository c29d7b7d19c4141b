"""What only the web's key can make: the address of a notice or a report, and the voice of whoever
gave a notice.

An address is derived from source and key, 32 bytes that nobody foresees, so that a notice sent
again gets the same one; the database keeps its hash alone. Who has the database makes neither.
"""

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass
from uuid import UUID

from quorate.intake.notices import Notice
from quorate.ledger.keys import PrivateKey

_ADDRESS = "quorate/notice-address/v1"
_REPORT = "quorate/report-address/v1"
_PROOF = "quorate/notice-proof/v1"
_VOICE = "quorate/notifier-voice/v1"


@dataclass(frozen=True, slots=True)
class Marks:
    """Made by one key; Ed25519 signs the same bytes the same way."""

    key: PrivateKey

    def address(self, source: str, key: str) -> str:
        """The secret part of the address that shows what became of a notice."""
        return _text(self._made(_ADDRESS, source, key))

    def proof(self, address: str) -> str:
        """What is mailed and nowhere shown: whoever has it reads mail at the notice's address."""
        return _text(self._made(_PROOF, address))

    def voice(self, notice: Notice, source: str, reporter: str | None) -> bytes | None:
        """By which a notifier is known again; None where neither address nor reporter is known."""
        if notice.email:
            return self.voice_of_email(notice.email)
        return self.voice_of_reporter(source, reporter) if reporter else None

    def voice_of_email(self, email: str) -> bytes:
        """The voice of whoever writes this address."""
        return self._made(_VOICE, "email", email.lower())

    def voice_of_reporter(self, source: str, reporter: str) -> bytes:
        """The voice of a source's own reporter, by the platform's id."""
        return self._made(_VOICE, "reporter", source, reporter)

    def reports(self) -> "Addresses":
        """Those of reports."""
        return Addresses(self._made(_REPORT))

    def _made(self, *said: str) -> bytes:
        return hashlib.sha256(self.key.sign(json.dumps(said).encode())).digest()


@dataclass(frozen=True, slots=True)
class Addresses:
    """The secret part of the address that shows what became of a report: its id, and a code that
    only `secret` makes. Nothing is kept, and a report of long ago has one, too."""

    secret: bytes

    def of(self, report: UUID) -> str:
        """Costs some microseconds: each report's answer has one."""
        return f"{report.hex}{self._code(report.bytes)}"

    def read(self, address: str) -> UUID | None:
        """Whose address it is; None for one that was made elsewhere."""
        try:
            report = UUID(hex=address[:32])
        except ValueError:
            return None
        same = hmac.compare_digest(self.of(report).encode(), address.encode("utf-8", "replace"))
        return report if same else None

    def _code(self, report: bytes) -> str:
        return hmac.new(self.secret, report, hashlib.sha256).hexdigest()[:32]


def hashed(address: str) -> bytes:
    """How the database knows an address."""
    return hashlib.sha256(address.encode()).digest()


def _text(made: bytes) -> str:
    return base64.urlsafe_b64encode(made).decode().rstrip("=")
