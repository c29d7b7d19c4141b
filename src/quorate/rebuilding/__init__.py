"""The state made again from the log alone, and compared with a database (I15)."""
