"""The one Definitions of this project: `dagster dev` and the tests load it from here."""

from pipelines.orchestration.assemble import definitions

defs = definitions()
