"""Asking at addresses that somebody outside gave."""
