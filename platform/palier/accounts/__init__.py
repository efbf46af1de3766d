"""Signing in, cards, sessions, and the people of a school."""
