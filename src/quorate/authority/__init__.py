"""May you do this now: the kernel that nothing widens, and the gate that mints warrants."""
