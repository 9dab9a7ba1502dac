"""What a source declares about files whose content does not say where their table is."""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

_STEP = r"[^\s/@\[\]{}*()]+"
Steps = Annotated[str, Field(pattern=rf"^{_STEP}(/{_STEP})*$")]
FieldPath = Annotated[str, Field(pattern=rf"^(@{_STEP}|{_STEP}(/{_STEP})*(/@{_STEP})?|\.)$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class XmlRows(_Strict):
    """Where the records of an XML file are. Steps are element names without prefix, from the root down."""

    rows: Steps = Field(description="path of the element that is one record: `export/case`")
    fields: dict[str, FieldPath] = Field(
        min_length=1, description="column to its path in the record: `date`, `victim/age`, `@id`, `.` for its own text"
    )


class PdfArea(_Strict):
    """Where a table stands on a page. Positions are points (1/72 inch) from the left and from the top of the page."""

    page: int = Field(ge=1)
    through: int | None = Field(None, description="last page, where the table goes on in the same box")
    box: tuple[float, float, float, float] = Field(description="left, top, right, bottom")
    borders: list[float] = Field([], description="positions from the left that separate the columns")
    row_gap: float | None = Field(
        None, gt=0, description="lines nearer to the line above than this are one row, whose cells are wrapped"
    )

    @model_validator(mode="after")
    def _within(self) -> Self:
        left, top, right, bottom = self.box
        places = [left, *self.borders, right]
        if top >= bottom or places != sorted(set(places)):
            raise ValueError("box is left, top, right, bottom; the borders ascend between left and right")
        if self.through is not None and self.through <= self.page:
            raise ValueError("through is a later page than page")
        return self

    @property
    def each_page(self) -> list["PdfArea"]:
        """The same box on every page it stands on."""
        last = self.through or self.page
        return [self.model_copy(update={"page": page, "through": None}) for page in range(self.page, last + 1)]


class ReadAs(_Strict):
    """How a file is read whose content does not tell it; at most one of these."""

    xml: XmlRows | None = None
    fixed_width: list[int] | None = Field(
        None, min_length=1, description="positions on which the columns of a line start; the first sign is 1"
    )

    pdf: list[PdfArea] | None = Field(None, min_length=1, description="areas of one table, in order")

    @model_validator(mode="after")
    def _starts_ascend(self) -> Self:
        starts = self.fixed_width or [1]
        if starts != sorted(set(starts)) or starts[0] < 1:
            raise ValueError("fixed_width: the positions must ascend, from 1")
        return self

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if len(self.model_fields_set) > 1:
            raise ValueError(f"one file is read in one way, not in these: {sorted(self.model_fields_set)}")
        return self
