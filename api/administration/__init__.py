"""Floor 7: the administrators' door."""
