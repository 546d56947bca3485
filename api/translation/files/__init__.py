"""Translators' files: how each format is read and written, and what becomes of every entry of a file brought back.

All of it is pure: bytes and entries come in, decisions go out. Nothing here knows the room's tables; `uploads` and
`exports` bring both together.

A format is a module with two functions, `read(data: bytes) -> File` and `write(header: Header, entries) -> bytes`, both
in the words of `exchange`; `po` is one, with its parts beside it (`po_…`). To add another, such as XLIFF, write that
module and give it a route in `api/desk/files.py`, which hands `read` to the upload and `write` to `exports.export`.
What becomes of the entries (`rebasing`, `keyless`) and what is said of them (`outcomes`) is the same for all.
"""
