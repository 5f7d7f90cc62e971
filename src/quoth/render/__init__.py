"""Nouns as what people and programs read: text, markdown, HTML, JSON, citations."""
