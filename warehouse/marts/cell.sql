-- mart.cell
-- Description: every comparable cell, from records and from publications alike, exact or with bounds.
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
-- cell_key | names the cell among all cells; sum_cells adds cells by it
SELECT
    bounds.source_id, bounds.edition, cell_id,
    CASE
        WHEN geographic_role <> 'VICTIM_OR_OFFENDER' AND length(bounds.geo_code) = 2 AND bounds.geo_code <> 'EU'
        THEN bounds.geo_code
    END AS country,
    bounds.geo_code, geographic_role, period, bounds.period_start, bounds.period_end, dimension, bounds.code, coalesce(code.label, missing.label, bounds.code) AS label,
    statistic, counting_unit, value, value_high, unit, lower, upper, base, base_basis, base_filter, share_lower, share_upper,
    response_type, relation, bounds.parent, missing.code IS NOT NULL AS is_missing_code, is_derived, source.is_model,
    list_filter(
        flags || [
            CASE WHEN source.is_model THEN 'INVENTED' END,
            CASE WHEN geographic_role = 'VICTIM_OR_OFFENDER' AND NOT list_contains(flags, 'GEO_AMBIGUOUS') THEN 'GEO_AMBIGUOUS' END,
            CASE WHEN edition.revises IS NOT NULL THEN 'REVISED' END,
            CASE WHEN edition.rows_rejected > 0 THEN 'ROWS_REJECTED' END,
            CASE WHEN waived.told IS NOT NULL THEN 'WAIVED' END,
            CASE WHEN corrected.cells IS NOT NULL THEN 'CORRECTED' END
        ],
        lambda flag: flag IS NOT NULL
    ) AS flags,
    list_filter(
        reasons || [
            CASE WHEN source.is_model THEN 'Every number of this model country is invented.' END,
            CASE WHEN geographic_role = 'VICTIM_OR_OFFENDER' AND NOT list_contains(flags, 'GEO_AMBIGUOUS') THEN 'The place is the victim''s or the offender''s.' END,
            CASE WHEN edition.revises IS NOT NULL THEN 'Replaces edition ' || edition.revises || '.' END,
            CASE WHEN edition.rows_rejected > 0 THEN edition.rows_rejected || ' rows of the edition were refused.' END,
            waived.told,
            corrected.cells || ' cells of the edition are counted as corrected; core.correction lists them.'
        ],
        lambda reason: reason IS NOT NULL
    ) AS reasons,
    concat_ws(
        '/', bounds.source_id, bounds.edition, period, bounds.geo_code, counting_unit, bounds.dimension, bounds.code, statistic,
        base_filter, cell_id
    ) AS cell_key
FROM (
    SELECT * FROM mart.record_cell
    UNION ALL BY NAME
    SELECT * FROM mart.published_cell
) AS bounds
JOIN core.source AS source USING (source_id)
JOIN core.edition AS edition ON (edition.source_id, edition.edition) = (bounds.source_id, bounds.edition) AND edition.is_current
LEFT JOIN (
    SELECT
        source_id, edition,
        string_agg('Rule ' || rule_id || ' is broken and waived until ' || expires || ': ' || reason || '.', ' ' ORDER BY rule_id) AS told
    FROM core.waiver
    GROUP BY ALL
) AS waived ON (waived.source_id, waived.edition) = (bounds.source_id, bounds.edition)
LEFT JOIN (
    SELECT source_id, edition, count(*) AS cells FROM core.correction GROUP BY ALL
) AS corrected ON (corrected.source_id, corrected.edition) = (bounds.source_id, bounds.edition)
LEFT JOIN core.code AS code ON code.codelist = bounds.dimension AND code.code = bounds.code
LEFT JOIN core.code AS missing ON missing.codelist = 'missing' AND missing.code = bounds.code
ORDER BY source_id, edition, period, dimension, code, cell_id
