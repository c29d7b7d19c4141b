"""Closed lists of words: one file a list, alphabetised, compared with the docs by a test."""
