"""People of a school: who is there, since when, where they go; and the school's settings."""
