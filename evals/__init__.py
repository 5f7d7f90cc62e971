"""Measurements: `python -m evals NAME --data DIR [--set S] [--split T]`; each prints one JSON object on its last line."""
