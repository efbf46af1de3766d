"""Fitting the engine to a school's own answers; what was found is put in force by a person."""
