"""Sandboxes: a fictional newsroom for each partner that wants to try, in a database of its own."""
