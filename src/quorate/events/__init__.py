"""What happened, told to endpoints outside: ids and nothing else, from the ledger, in its order."""
