"""What a program asks for: a file for each kind of thing, under one address."""
