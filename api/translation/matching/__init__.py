"""Two revisions of a text side by side: which message continues which, what becomes of its translations, what changed.

All of it is pure: texts and entries come in, decisions go out. Nothing here knows the room's tables, or its files.
"""
