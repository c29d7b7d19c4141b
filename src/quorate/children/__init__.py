"""Child processes that read what strangers made: how one is started, asked and confined."""
