"""How the data move: one stage or one idea a module, plain functions, no Dagster outside `orchestration`."""
