"""Running an instance: backups that are consistent while it works, restoring them, and a doctor."""
