"""Training of the small models that the annotator ships; run as `python -m evals.training.NAME --data DIR`."""
