"""A doccano of one's own: its environment, its data, its accounts, and its process.

doccano 1.8.4 is a Django application that runs on Python 3.11 only and whose packages contradict
those of spaCy, so that it lives in an environment of its own. It listens on the loopback address
only; its own command would bind every interface, with a secret key that everybody knows.
"""
