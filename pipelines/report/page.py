"""The findings of one file as a page: no script, every text escaped."""

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from pipelines.report import texts
from pipelines.report.listing import extent, place
from pipelines.report.marks import Told

_MOST = 10_000  # findings that a browser shows without effort; every cause is listed whatever their number


def page(told: Told) -> str:
    """HTML that stands alone."""
    causes = [{**each, "where": extent(told, each)} for each in told.causes().iter_rows(named=True)]
    listed = told.findings.head(_MOST).iter_rows(named=True)
    every = [{**each, "where": place(told, each)} for each in listed]
    is_cut = told.findings.height > _MOST
    return _template().render(told=told, texts=texts, causes=causes, every=every, is_cut=is_cut)


@cache
def _template() -> Template:
    loader = PackageLoader("pipelines.report", "templates")
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    return environment.get_template("findings.html.j2")
