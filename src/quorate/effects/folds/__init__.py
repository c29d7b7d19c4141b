"""One file a family of entries: what each changes in what is in force."""
