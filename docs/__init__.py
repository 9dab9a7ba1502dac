"""Documentation: pages written by hand, and the builder of those generated from what they describe."""
