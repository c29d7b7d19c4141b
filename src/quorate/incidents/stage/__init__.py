"""An installation in a folder, for replays and tests: everything real but platform and clock."""
