"""Disclosure control: which cells of linked tables stay hidden, and what an outsider can still work out."""
