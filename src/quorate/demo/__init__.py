"""What the demo and the tests run on: a real platform with people on it."""
