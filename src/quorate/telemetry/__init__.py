"""What a process tells of itself: metrics, traces, logs, and whether it is ready.

Names, numbers and closed words only: no person, no pseudonym, nothing that anybody wrote.
"""
