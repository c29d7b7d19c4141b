"""What ends a backup or its coming back; the message says what to do."""

from quorate.vocabulary.errors import ToldError


class BackupError(ToldError):
    """It was not made, does not hold, or may not come back here."""
