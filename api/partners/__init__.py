"""Partners: their contracts and keys, and what they are told. A door of its own."""
