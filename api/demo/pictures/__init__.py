"""The pictures of the demo newsroom: drawn by a program, so that they are nobody's; with credit and alternatives."""
