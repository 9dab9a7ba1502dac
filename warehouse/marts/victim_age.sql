-- mart.victim_age
-- Description: age of victims in completed years, by source, country and period.
-- Grain: source_id, edition, period, geo_code, dimension, code, base_filter, statistic, counting_unit, cell_id
-- source_id | the source
-- edition | the delivery
-- cell_id | for a published figure its place; for records the table they are counted from
-- country | country the cell is about; null where the place is not one country's, or is victim's or offender's
-- geo_code | area as declared
-- geographic_role | whose place that is
-- period | year, quarter, month, or first and last month of the window
-- period_start | first day of the period; null where the publication does not say
-- period_end | last day of the period, inclusive
-- dimension | the dimension
-- code | code of the category; NOT_SPECIFIED for what a published table leaves undescribed
-- label | name of the code
-- statistic | codelist statistic; COUNT for records
-- counting_unit | what is counted
-- value | the published number as printed; for records the count where it is exact, null where only bounds are known
-- value_high | upper end of a published range
-- unit | unit of the value
-- lower | number of records, at least
-- upper | number of records, at most; null where nothing bounds it
-- base | all records, the base of lower, upper and the share bounds; null where not known
-- base_basis | how the base is known (codelist base_basis); COUNTED for records
-- base_filter | dimension=CODE the published number is limited to; null: all records
-- share_lower | share of all records, at least, 0 to 1
-- share_upper | share of all records, at most, 0 to 1
-- response_type | whether categories exclude each other
-- relation | weakest relation between the source's labels and the code
-- parent | code of the same dimension this one is a part of
-- is_missing_code | true: the code says why there is no answer
-- is_derived | true: not published, but what a published table leaves
-- is_model | true: the numbers are invented
-- flags | codes of what a reader must know
-- reasons | the same in words
-- cell_key | names the cell among all cells
SELECT
    source_id, edition, cell_id, country, geo_code, geographic_role, period, period_start, period_end, dimension, code, label,
    statistic, counting_unit, value, value_high, unit, lower, upper, base, base_basis, base_filter,
    share_lower, share_upper, response_type, relation, parent, is_missing_code, is_derived, is_model, flags,
    reasons, cell_key
FROM mart.cell
WHERE dimension = 'victim_age'
ORDER BY source_id, edition, period, dimension, code, cell_id
