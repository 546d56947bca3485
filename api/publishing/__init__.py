"""Floor 5: what has been made public, when, and what readers get now."""
