"""Benchmarks: cold starts, memory and warm turns, beside the SDK's own samples.

Not here: limits that must hold, which are tests.
"""
