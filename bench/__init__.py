"""Benchmarks and the invented material they run on."""
