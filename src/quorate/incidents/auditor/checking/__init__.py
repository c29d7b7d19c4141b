"""What check.py rests on, in plain Python: signatures, the log, keys, words, the bundle."""
