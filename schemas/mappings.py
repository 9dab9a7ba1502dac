"""What the labels of one edition say of the codes they stand for, and which of them cannot hold together."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from schemas import codelist
from schemas.dimension import BY_NAME
from schemas.layout import Attributes, FiguresTable, LabelMeaning, RecordsTable
from schemas.relations import Stated, check_relations, inclusions

Lookups = Mapping[str, Mapping[str, LabelMeaning]]


@dataclass
class Said:
    """All that is said of one dimension, by which lookups or tables, and of which codes."""

    where: set[str] = field(default_factory=set)
    stated: set[Stated] = field(default_factory=set)
    codes: set[str] = field(default_factory=set)

    def add(self, where: str, stated: Stated, *codes: str) -> None:
        """A label, quoted as it is told, and how it lies to a code; or a code and how it lies to a label."""
        self.where.add(where)
        self.stated.add(stated)
        self.codes.update(codes)


def contradictions(tables: Sequence[RecordsTable | FiguresTable], lookups: Lookups) -> Iterator[str]:
    """The chains of relations that contradict themselves among the tables of one edition, naming where they stand.

    One label covers the same of a dimension wherever it stands; a figure that is part of another is narrower.
    """
    for kind, said in (("lookups", _of_records(tables, lookups)), ("tables", _of_figures(tables))):
        for dimension, each in said.items():
            try:
                check_relations([*sorted(each.stated), *_by_codelist(dimension, each.codes)])
            except ValueError as error:
                yield f"{dimension}, {kind} {', '.join(sorted(each.where))}: {error}"


def _of_records(tables: Iterable[RecordsTable | FiguresTable], lookups: Lookups) -> dict[str, Said]:
    said: dict[str, Said] = {}
    columns = [column for table in tables if isinstance(table, RecordsTable) for column in table.columns.values()]
    for column in columns:
        if column.to in BY_NAME and column.lookup:
            for label, each in lookups[column.lookup].items():
                if each.code:
                    told = repr(label), each.relation, each.code
                    said.setdefault(column.to, Said()).add(column.lookup, told, each.code)
    return said


def _of_figures(tables: Iterable[RecordsTable | FiguresTable]) -> dict[str, Said]:
    said: dict[str, Said] = {}
    for table in tables:
        if isinstance(table, FiguresTable):
            for path, texts in table.labels.items():
                for label, each in texts.items():
                    _add(said, table, path=path, label=repr(label), each=each)
    return said


def _add(said: dict[str, Said], table: FiguresTable, *, path: str, label: str, each: Attributes) -> None:
    dimension, relation = each.dimension or table.defaults.dimension, _relation(table, path, each=each)
    if not (dimension and each.code):
        return
    of_dimension = said.setdefault(dimension, Said())
    if relation:
        of_dimension.add(table.table, (label, relation, each.code), each.code)
    if each.parent:
        part = label if relation else each.code
        of_dimension.add(table.table, (each.parent, "WIDER", part), each.parent, each.code)


def _relation(table: FiguresTable, path: str, *, each: Attributes) -> str | None:
    """The relation of a label to its code; None where labels of another path may say it."""
    others = [told for name, texts in table.labels.items() if name != path for told in texts.values()]
    is_open = each.mapping is None and any(told.mapping for told in others)
    return None if is_open else each.mapping or table.defaults.mapping or "EQUAL"


def _by_codelist(dimension: str, codes: set[str]) -> list[Stated]:
    """What the codelist says of the codes; of dimensions that only figures have it says nothing."""
    return inclusions(dimension, codes) if dimension in codelist.names() else []
