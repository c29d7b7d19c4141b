"""Signing in and one's own page, until the hand-over at the end of a shift."""
