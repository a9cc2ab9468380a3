"""Pure calculations: no database, no files, no clock, and never a float in a result.

Everything here takes plain values and gives plain values back, so that a result can be replayed to the cent
on any machine. Money is an integer number of cents; every intermediate quantity is an exact rational.
"""
