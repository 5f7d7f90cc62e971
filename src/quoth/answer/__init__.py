"""Question and evidence -> answer."""

from quoth.answer.situations import applies
from quoth.answer.write import Found, Guide, Library, write

__all__ = ["Found", "Guide", "Library", "applies", "write"]
