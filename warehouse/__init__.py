"""What analysts query: core and mart tables as SQL files, built into one immutable snapshot a release."""
