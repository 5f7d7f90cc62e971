"""The parts of `python -m evals annotate`: each reads its sets and returns figures with what was compared."""
