"""What is deployed: the skill package for ask-cli, and the size and hash of a build.

Not here: building the function (`lambda/Makefile`, `sam`), and keeping the interaction model current (`nlu`).
"""
