"""What crosses the wire about partners."""
