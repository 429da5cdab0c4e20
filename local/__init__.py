"""The skill on a laptop, without Amazon: one package a program, the command line, and the little that they share.

Nothing here ships to Lambda. The packages depend on each other one way: `nlu` and `timers_api` on no other, `echo` on
these two, and `sam`, `web`, `bench`, `hear` and `package` on what they drive.
"""
