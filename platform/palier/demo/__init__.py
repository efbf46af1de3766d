"""The demonstration school: simulated learners, answering through the real services."""
