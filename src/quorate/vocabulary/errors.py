"""What every error has in common whose words are meant for people."""


class ToldError(Exception):
    """Ends a command with its message alone; no trace of where it happened helps the reader."""
