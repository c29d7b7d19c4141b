"""Every figure of the README, each beside a peer or a limit in the same run."""
