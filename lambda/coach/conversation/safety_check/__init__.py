"""The safety check: the interview, its own questions, its outcomes, and the signs read out as a list.

Not here: which answer leads to which tier (care), the questions' words (content).
"""
