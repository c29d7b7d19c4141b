"""The HTTP door: the same actions as everywhere, no rules of its own."""
