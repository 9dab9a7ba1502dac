"""A system in independent parts: sums that share no cell whose value is open say nothing about each other."""

from collections.abc import Iterator

from warehouse.disclosure.system import Sum, TableSystem


def blocks(system: TableSystem) -> Iterator[TableSystem]:
    """The parts of a system that only numbers known to everyone link, in the order of their names.

    Such numbers stand in every part that they are a number of; a cell that no sum names is a part of its own.
    """
    known = {cell.name for cell in system.cells if cell.printing in {"SHOWN", "PUBLISHED"}}
    parent = {cell.name: cell.name for cell in system.cells}
    for each in system.sums:
        open_cells = [name for name in (each.total, *each.parts) if name not in known]
        for name in open_cells[1:]:
            parent[_root(parent, name)] = _root(parent, open_cells[0])
    found: dict[str, tuple[set[str], list[Sum]]] = {}
    for name in parent:
        if name not in known:
            found.setdefault(_root(parent, name), (set(), []))[0].add(name)
    for each in system.sums:
        names = {each.total, *each.parts}
        if names - known:
            cells, sums = found[_root(parent, min(names - known))]
            cells |= names
            sums.append(each)
    for cells, sums in found.values():
        yield TableSystem(tuple(system.cell(name) for name in sorted(cells)), tuple(sums))


def _root(parent: dict[str, str], name: str) -> str:
    while parent[name] != name:
        parent[name] = parent[parent[name]]
        name = parent[name]
    return name
