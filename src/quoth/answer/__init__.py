"""Question and evidence -> answer."""

from quoth.answer.situations import applies
from quoth.answer.write import Found, Guide, Library, select, write

__all__ = ["Found", "Guide", "Library", "applies", "select", "write"]
