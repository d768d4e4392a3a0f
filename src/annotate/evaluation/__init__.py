"""Evaluation: how far predictions agree with gold, and annotators with each other.

One model of spans (``spans``), one alignment (``alignment``) and one disagreement
(``disagreements``) serve scores, agreement and adjudication.

Spans are counted as in SemEval-2013 task 9 (Segura-Bedmar, Martínez and Herrero-Zazo 2013), which
took its categories from MUC-5 (Chinchor and Sundheim 1993): correct, incorrect, partial, missed,
spurious. Everything else in gold (values of dates, citation marks, expansions, structure) is
counted in the same five categories, so that one table holds all of it.
"""
