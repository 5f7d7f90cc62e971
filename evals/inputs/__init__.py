"""Inputs that measurements make for themselves."""
