"""What each process is told: one TOML file a process, secrets in files of mode 0600 beside it."""

SUPERVISED = "QUORATE_SUPERVISED"
"""The environment's word for a process whose supervisor hangs up its input to stop it."""
