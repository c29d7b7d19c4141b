"""Reports by people and alarms by machines: taken once each, whatever the sender repeats."""
