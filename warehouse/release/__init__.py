"""The release: what may leave the house, worked out from one snapshot and from everything that left before."""
