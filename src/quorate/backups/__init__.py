"""A copy of a running installation, from which it starts again: as of one instant, and proved."""
