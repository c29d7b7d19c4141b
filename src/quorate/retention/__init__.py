"""Retention: what is erased when its time is over, and the holds that stop it."""
