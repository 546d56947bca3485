"""Stemming: the words of a text, and of each word what all of its forms share, as a token that a database keeps."""
