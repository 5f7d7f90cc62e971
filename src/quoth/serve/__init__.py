"""Doors: they only translate. Parse the request, call one verb, render; no thinking."""
