"""What is remembered about a person, and where."""
