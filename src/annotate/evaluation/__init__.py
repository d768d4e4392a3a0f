"""Scoring: how far predictions agree with gold, what they miss, and beside what.

Spans are counted as in SemEval-2013 task 9 (Segura-Bedmar, Martínez and Herrero-Zazo 2013), which
took its categories from MUC-5 (Chinchor and Sundheim 1993): correct, incorrect, partial, missed,
spurious. Everything else that gold says (values of dates, citation marks, expansions, structure)
is counted in the same five categories, so that one table holds all of it.
"""
