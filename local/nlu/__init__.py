"""Speech to intent, as Alexa does it: the interaction model, how words are compared, spoken numbers and durations.

Not here: sessions and requests (`echo`), and what the skill itself hears in a slot's words. Knows no other program.
"""
