"""Mutation of `care/`: the yard in which mutmut changes a copy, test by test. `make mutation`."""
