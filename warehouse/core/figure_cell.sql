-- core.figure_cell
-- Description: published counts and shares with the bounds that follow from them, and the remainders they leave.
-- Grain: source_id, edition, figure_id
-- source_id | the source
-- edition | the delivery
-- figure_id | sheet and cell of the published value; for a derived row, what it is derived from
-- period | year, or first and last month
-- period_start | first day of the period; null where the publication does not say
-- period_end | last day of the period, inclusive
-- geo_code | area the figure is about
-- geographic_role | whose place that is
-- counting_unit | what is counted
-- dimension | the dimension
-- code | code of the category; NOT_SPECIFIED for a remainder
-- mapping | relation of the published category to the code
-- base_filter | dimension=CODE the base is limited to; null: all records
-- statistic | codelist statistic
-- value | published number; null for a derived row
-- value_high | upper end of a published range
-- unit | unit of the published number
-- response_type | whether categories exclude each other
-- parent | code of the same dimension this figure is a part of
-- lower | records, at least
-- upper | records, at most; null where nothing bounds it
-- printed_lower | records the printed number alone allows, at least
-- printed_upper | records the printed number alone allows, at most
-- base | all records of the publication; null where not known
-- base_basis | how the base is known
-- share_lower | share of all records, at least
-- share_upper | share of all records, at most
-- is_derived | true: not published, but what a published table leaves
-- flags | codes of what a reader must know
-- reasons | the same in words
SELECT
    source_id, edition, figure_id, period, period_start, period_end, geo_code, geographic_role, counting_unit, dimension, code, mapping,
    base_filter, statistic, value, value_high, unit, response_type, parent, lower, upper, printed_lower, printed_upper,
    CASE WHEN total_from = total_to THEN total_to END AS base, base_basis, share_lower, share_upper, is_derived, flags, reasons
FROM input.figure_cell
ORDER BY source_id, edition, figure_id
