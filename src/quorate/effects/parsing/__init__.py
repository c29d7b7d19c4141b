"""What a platform says of people, read by a child that has nothing to lose."""
