"""Rules over incoming reports: they make alarms, an alarm opens a case, and no more."""
