"""Text -> what it names: one annotator for documents and questions; its marks are a disposable layer."""
