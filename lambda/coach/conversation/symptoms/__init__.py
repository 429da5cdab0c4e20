"""Symptoms, named at any moment: what the words of a turn speak of, and what is said to it.

Not here: the ear itself (care), the check that asks about signs one by one (safety_check).
"""
