"""Quorate and Ozone beside one another on one network of the AT Protocol."""
