"""Asking others by HTTP: at addresses that a stranger named, and reading what they answer."""
