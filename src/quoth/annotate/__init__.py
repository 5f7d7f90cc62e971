"""Text -> what it names: one annotator for documents and questions; its marks are a disposable layer."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from quoth.annotate.document import annotate, fingerprint

__all__ = ["annotate", "fingerprint"]


def __getattr__(name: str) -> Any:
    """Import the reading of documents when first asked for: a question needs none of it, and starts faster."""
    if name in __all__:
        return getattr(importlib.import_module("quoth.annotate.document"), name)
    raise AttributeError(f"quoth.annotate has no {name}")
