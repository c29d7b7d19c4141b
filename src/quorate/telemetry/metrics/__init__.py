"""Every metric, by what it is about. A process shows those of the rooms that it has loaded.

Labels are closed sets: enums, routes, names of the settings. Units are seconds and plain counts.
"""
