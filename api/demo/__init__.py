"""The demo newsroom: a fictional weekly, raised once into an empty database, dated to the present week."""

from __future__ import annotations

from api.demo.newsroom import raise_newsroom
from api.demo.table import table

__all__ = ["raise_newsroom", "table"]
