"""What mints a certificate or a mandate: the checks of signatures, facts, clocks and caps."""
