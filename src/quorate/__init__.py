"""Quorate: casework for a Trust & Safety team, where nobody acts on an account alone."""

__version__ = "0.1.0"
