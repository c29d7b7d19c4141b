"""What ends a backup or its coming back; the message says what to do."""


class BackupError(Exception):
    """It was not made, does not hold, or may not come back here."""
