"""Formats: what is public, written for those who take it elsewhere. Pure: data to bytes."""
