"""Checking: do the receipts of an answer hold, and does a piece of evidence speak of what was asked."""
