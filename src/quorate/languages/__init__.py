"""The languages that people read: what is said stands in English in the code, and in catalogues."""
