"""Tests of the Dagster layer, on the production definitions."""
