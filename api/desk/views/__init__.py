"""What the desk reads, by noun: data in the shapes of its schemas. Each file has the name of its routes'."""
