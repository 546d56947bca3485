"""Translators' files: how each format is read and written, and what becomes of every entry of a file brought back.

All of it is pure: bytes and entries come in, decisions go out. Nothing here knows the room's tables; `uploads` and
`exports` bring both together.
"""
