"""Sending to webhooks: what happens reaches partners at least once, in order for each article, with a log of it."""
