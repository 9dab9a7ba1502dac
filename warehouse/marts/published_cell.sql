-- mart.published_cell
-- Description: cells of publications: the printed value and the bounds that follow for the number of records.
-- Grain: source_id, edition, cell_id
-- source_id | the source
-- edition | the delivery
-- cell_id | sheet and cell of the published value; for a derived row, what it is derived from
-- period | year, or first and last month
-- period_start | first day of the period; null where the publication does not say
-- period_end | last day of the period, inclusive
-- geo_code | area the figure is about
-- geographic_role | whose place that is
-- counting_unit | what is counted
-- dimension | the dimension
-- code | code of the category
-- statistic | codelist statistic
-- value | the published number, in its unit
-- value_high | upper end of a published range
-- unit | unit of the value
-- lower | records, at least
-- upper | records, at most
-- base | records the shares are of
-- base_basis | how the base is known
-- base_filter | dimension=CODE the base is limited to
-- share_lower | share of all records, at least
-- share_upper | share of all records, at most
-- response_type | whether categories exclude each other
-- relation | relation between the published category and the code
-- parent | code of the same dimension this figure is a part of
-- is_derived | true: not published, but what a published table leaves
-- flags | codes of what a reader must know
-- reasons | the same in words
SELECT
    source_id, edition, figure_id AS cell_id, period, period_start, period_end, geo_code, geographic_role, counting_unit, dimension, code, statistic,
    value, value_high, unit, lower, upper, base, base_basis, base_filter, share_lower, share_upper, response_type, mapping AS relation, parent,
    is_derived, flags, reasons
FROM core.figure_cell
ORDER BY source_id, edition, period, dimension, code, cell_id
