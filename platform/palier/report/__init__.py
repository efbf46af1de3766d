"""``palier report``: what the engine is worth, in simulation and on our own answers."""
