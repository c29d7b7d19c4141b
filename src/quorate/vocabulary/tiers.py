"""How people call the tiers, 0 to 3."""

from typing import Final

TIERS: Final = ("standard", "elevated", "protected", "critical")
