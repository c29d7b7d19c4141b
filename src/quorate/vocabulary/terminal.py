"""Hostile text where a terminal shows it."""


def plain(text: str, longest: int = 400) -> str:
    """Hostile text on a terminal: no control characters, no direction marks, cut."""
    kept = "".join(c if c.isprintable() else "?" for c in text)
    return kept if len(kept) <= longest else kept[: longest - 1] + "…"
