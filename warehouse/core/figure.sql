-- core.figure
-- Description: accepted published cells, one row each, as published.
-- Grain: source_id, edition, figure_id
-- source_id | the source
-- edition | the delivery
-- figure_id | sheet and cell of the published value
-- label | labels of the cell as published
-- period | year, or first and last month
-- period_start | first day, null where the publication does not say
-- period_end | last day, inclusive
-- geo_code | area the figure is about
-- geographic_role | whose place that is
-- counting_unit | what is counted (codelist counting_unit)
-- dimension | dimension of the category
-- code | common code of the category
-- mapping | relation of the published category to the code
-- base_filter | dimension=CODE the base is limited to; null: all records
-- statistic | codelist statistic
-- unit | unit as published
-- value | published number; null where there is none
-- value_high | upper end of a published range
-- decimals | decimals printed
-- value_text | the cell as printed
-- obs_status | codelist obs_status
-- conf_status | codelist conf_status; null where no value is shown and none is withheld
-- base_from | records the figure is a part of, smallest possible
-- base_to | largest possible
-- base_options | possible bases where several fit
-- base_basis | how the base is known (codelist base_basis)
-- response_type | whether categories exclude each other (codelist response_type)
-- response_basis | how that is known
-- parent | code of the same dimension this figure is a part of
-- document | key of the document that gives the figure
-- section | its section
-- sheet | sheet or table
-- row | row number
-- cell | cell address
SELECT
    source_id, edition, figure_id, label, period, period_start, period_end, geo_code, geographic_role,
    counting_unit, dimension, code, mapping, base_filter, statistic, unit, value, value_high, decimals,
    value_text, obs_status, conf_status, base_from, base_to, base_options, base_basis, response_type, response_basis,
    parent, document, section, sheet, row, cell
FROM input.figure
ORDER BY source_id, edition, sheet, row, cell
