"""Moving and lying still, guided by voice: the movements with their counted holds, the way up, and calm breathing.

What is right to do is a rule in ``care/movements.py``, what is said is content: here is only what follows what.
"""
