"""Text -> what it names: one annotator for documents and questions; its marks are a disposable layer."""

from quoth.annotate.document import annotate, fingerprint

__all__ = ["annotate", "fingerprint"]
