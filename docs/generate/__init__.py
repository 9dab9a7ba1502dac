"""One module a generated page; each gives the text of its page and writes nothing."""
