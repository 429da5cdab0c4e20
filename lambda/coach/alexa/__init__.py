"""The only rooms that know Amazon."""
