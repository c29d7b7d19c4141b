"""Cases: at most one open one a subject, held by at most one person at a time."""
