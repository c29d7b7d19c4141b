"""What happened, or would have: named replays on the real code, and what-if over the ledger."""
