"""Dagster over the stages: one chain of assets a source, the tables of the warehouse, and what starts them.

The only package that imports dagster; `pipelines.definitions` holds the one Definitions made here.
"""
