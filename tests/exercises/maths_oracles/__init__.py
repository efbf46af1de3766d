"""Drawn exercises of maths solved again, another way, from what a person is shown.

One module a family; its ``ORACLES`` gives, by the end of an item's id ("moyenne/avec-un-zero"),
the function that finds the answer. ``test_maths_oracles.py`` puts them all to the test.
"""
