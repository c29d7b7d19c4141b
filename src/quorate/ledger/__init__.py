"""The ledger: a C2SP transparency log of every state change, checkable with a stranger's tools."""
