"""Sittings and exercises: the loop that is the product."""
