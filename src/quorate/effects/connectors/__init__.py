"""One module a platform: the closed list of its calls, each silencing, freeing or neutral."""
