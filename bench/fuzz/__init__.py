"""Damaged files over every reader: what is read, what is refused, and that nothing crashes, hangs or swells."""
