"""The only modules that know Amazon: envelopes in, responses out, the clients of her services.

Not here: anything that is said or decided.
"""
