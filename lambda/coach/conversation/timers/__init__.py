"""Timers: from the wish to the running timer, and what is done to it. The port says what is needed of Alexa's timers.

Not here: the limits (care), Amazon's client (alexa).
"""
