"""The base of every model of a source file."""

from pydantic import BaseModel, ConfigDict


class Strict(BaseModel):
    """Unknown keys are errors, instances do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True)
