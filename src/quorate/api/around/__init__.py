"""What stands around every request: who asks, how often and how much, and how a refusal is told."""
