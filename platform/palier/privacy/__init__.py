"""Personal data: what is held and why, and who looked."""
