"""Floor 4: every article in every language, message by message."""
