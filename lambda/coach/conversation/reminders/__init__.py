"""Reminders: of the next walk, and tomorrow's "how is it?". Alexa holds them; only where asked for, each with a yes."""
