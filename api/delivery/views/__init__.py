"""What readers read, by noun, by fixed SQL; each file has the name of its routes'."""
