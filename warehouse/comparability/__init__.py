"""The arithmetic of comparability: partitions, bounds and coherence. Pure functions, no files, no database."""
