"""Personal data: what is held and why, who looked, copies, erasure, retention, the trail."""
