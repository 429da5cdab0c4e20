"""The function as the SAM CLI builds and runs it: build, invoke, and an Echo in front of its container.

Not here: how the package is built (`lambda/Makefile`), and checks that need no Docker (`tests/`).
"""
