"""The pages of cases: the queue, one case, what is decided in it and found again."""
