"""Text -> what it names: one annotator for documents and questions; its marks are a disposable layer.

`question` and `mentions` are light and read every question; `document.annotate` brings the sentence splitter and the
models, and is imported by those who read documents.
"""
