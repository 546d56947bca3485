"""Search: an index of what is public, written when it becomes so, and how a question is put to it."""
