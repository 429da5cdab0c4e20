"""English that is computed: numbers, durations, times of day, lists, and fitting what is to be said into a breath.

Not here: sentences that are written (content), and what is said when (conversation).
"""
