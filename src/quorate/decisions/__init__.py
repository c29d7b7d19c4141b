"""Policy, proposal, quorum: how a case becomes a decision that several people signed."""
