"""The parts of the measurement of finding."""
