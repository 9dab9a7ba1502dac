"""What we promise: codelists, the model of a source file, and one contract for each frame between stages."""
