"""The processes, wired: who runs with which secret (docs/explanation/architecture.md).

Each loads the rooms that it needs and no others, so that it starts in a fraction of a second.
"""
