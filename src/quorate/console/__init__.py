"""The console: server-rendered pages onto the same actions as the API, with no rule of its own."""
