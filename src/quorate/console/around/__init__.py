"""What every page of the console stands on: the desk, its words and languages, what lives on it."""
