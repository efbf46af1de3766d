"""The live room of a group: who is on what, who waits, who asks for help. It keeps nothing."""
