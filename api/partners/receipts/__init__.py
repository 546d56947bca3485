"""Receipts: what partners were offered, got and know of each version, what they say they did, and where it stands."""
