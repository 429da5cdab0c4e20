"""What is right to do: the medicine. Here belong the rules that a clinician reviews, as pure functions and data.

Not here: what is said (content), when it is said (conversation), any input or output. Imports no other room.
"""
