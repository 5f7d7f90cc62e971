"""Whole audits held against keys."""
