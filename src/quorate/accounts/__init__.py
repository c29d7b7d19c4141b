"""Subjects of cases, and which of them are protected."""
