"""What readers ask and get, by noun; each file has the name of its routes' (CONTRACT.md, 'Public')."""
