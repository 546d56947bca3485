"""Floor 2: who acts here, what they may do, and how they prove it."""
