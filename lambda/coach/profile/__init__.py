"""What is remembered about a person, how a turn changes it, and where it is kept.

Not here: when something is remembered (conversation).
"""
