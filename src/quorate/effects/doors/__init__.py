"""What is said at the effector's own door: checked, logged, and only then done.

Each takes signed words and answers, or refuses with a reason; `api.door` listens.
"""
