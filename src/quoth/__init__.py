"""Quoth."""
