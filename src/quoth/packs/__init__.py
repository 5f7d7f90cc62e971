"""Packs: the data of clinical areas, and the loader that refuses a broken one."""
