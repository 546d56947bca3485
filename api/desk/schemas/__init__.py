"""What crosses the desk's wire, by noun; each file has the name of its routes' (CONTRACT.md, 'Desk')."""
