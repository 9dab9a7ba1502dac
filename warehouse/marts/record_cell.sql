-- mart.record_cell
-- Description: cells counted from records: at least the records that surely have the code, at most those that possibly have it.
-- Grain: source_id, edition, period, geo_code, counting_unit, dimension, code
-- source_id | the source
-- edition | the delivery
-- cell_id | the table counted
-- period | year, quarter or month of the reference date
-- period_start | first day of the period; null where the publication does not say
-- period_end | last day of the period, inclusive
-- geo_code | area of the records
-- geographic_role | whose place that is
-- counting_unit | what a record counts
-- dimension | the dimension
-- code | code of the category
-- statistic | COUNT
-- value | the count where lower and upper are the same
-- value_high | null: a count is no range
-- unit | records
-- lower | records that surely have the code
-- upper | records that possibly have it; null where a label covers less than its code
-- base | all records
-- base_basis | COUNTED
-- base_filter | null: all records
-- share_lower | lower by base
-- share_upper | upper by base, 1 where upper is null
-- response_type | MULTIPLE where a record may hold several codes
-- relation | weakest relation between labels and codes among the records that possibly have the code
-- parent | null: nesting is in the codelist
-- is_derived | false
-- flags | codes of what a reader must know
-- reasons | the same in words
SELECT
    source_id, edition, 'core.incident' AS cell_id, period, period_start,
    (period_start + to_months(months) - INTERVAL 1 DAY)::DATE AS period_end, geo_code, geographic_role, counting_unit, dimension, code,
    'COUNT' AS statistic,
    CASE WHEN lower = upper THEN lower::DOUBLE END AS value,
    NULL::DOUBLE AS value_high, 'records' AS unit,
    lower, upper, base, 'COUNTED' AS base_basis, NULL::VARCHAR AS base_filter,
    lower / base AS share_lower,
    coalesce(upper, base) / base AS share_upper,
    response_type, relation, NULL::VARCHAR AS parent, false AS is_derived,
    list_filter(
        [
            CASE WHEN upper IS NULL THEN 'UNBOUNDED' WHEN lower < upper THEN 'BOUNDED' END,
            CASE WHEN is_suppressed THEN 'SUPPRESSED' END,
            CASE WHEN not_recorded = base THEN 'NOT_RECORDED' END,
            CASE WHEN response_type = 'MULTIPLE' THEN 'MULTIPLE_RESPONSE' END,
            CASE WHEN relation <> 'EQUAL' THEN 'MAPPING_' || relation END
        ],
        lambda flag: flag IS NOT NULL
    ) AS flags,
    list_filter(
        [
            CASE
                WHEN not_recorded = base THEN 'The national system has no field for this.'
                WHEN upper IS NULL THEN 'Some labels cover less than the code: records with it may be counted elsewhere.'
                WHEN lower < upper THEN (upper - lower) || ' records are unknown, undetermined or coarser than the code.'
            END,
            CASE WHEN is_suppressed THEN 'Small counts are protected: of some records it is not told whether they have the code.' END,
            CASE WHEN response_type = 'MULTIPLE' THEN 'A record may hold several codes: never add them.' END,
            CASE WHEN relation <> 'EQUAL' THEN 'Some labels and the code do not cover the same: ' || relation || '.' END
        ],
        lambda reason: reason IS NOT NULL
    ) AS reasons
FROM (
    SELECT
        source_id, edition, period, CASE WHEN period LIKE '%Q_' THEN 3 WHEN length(period) = 7 THEN 1 ELSE 12 END AS months,
        make_date(
            left(period, 4)::INTEGER,
            CASE WHEN period LIKE '%Q_' THEN 3 * right(period, 1)::INTEGER - 2 WHEN length(period) = 7 THEN right(period, 2)::INTEGER ELSE 1 END,
            1
        ) AS period_start,
        geo_code, geographic_role, counting_unit, tally.dimension, target AS code,
        coalesce(sum(tally.records) FILTER (is_inside), 0)::BIGINT AS lower,
        CASE
            WHEN NOT bool_or(is_unbounded AND meets) THEN coalesce(sum(tally.records) FILTER (meets), 0)
        END::BIGINT AS upper,
        any_value(total.records)::BIGINT AS base,
        any_value(total.not_recorded)::BIGINT AS not_recorded,
        bool_or(meets AND NOT is_inside AND contains(relations, 'ONE_OF')) AS is_suppressed,
        any_value(response_type) AS response_type,
        coalesce(
            any_value('INEXACT') FILTER (meets AND contains(relations, 'INEXACT')),
            any_value('NARROWER') FILTER (meets AND contains(relations, 'NARROWER')),
            any_value('WIDER') FILTER (meets AND contains(relations, 'WIDER')),
            'EQUAL'
        ) AS relation
    FROM core.tally AS tally
    JOIN core.cover AS cover USING (dimension, recorded, relations)
    JOIN (
        SELECT
            source_id, edition, period, geo_code, geographic_role, counting_unit, dimension, sum(records) AS records,
            coalesce(sum(records) FILTER (recorded = 'NOT_RECORDED'), 0) AS not_recorded
        FROM core.tally
        GROUP BY ALL
    ) AS total USING (source_id, edition, period, geo_code, geographic_role, counting_unit, dimension)
    GROUP BY ALL
    -- a single year of age says something only where the source records single years
    HAVING (bool_or(recorded = target) OR NOT regexp_full_match(target, 'Y[0-9]+'))
        -- that protected records may have any code for a missing value goes without saying
        AND (
            bool_or(is_inside) OR NOT bool_or(meets AND contains(relations, 'ONE_OF'))
            OR target NOT IN (SELECT code FROM core.code WHERE codelist = 'missing')
        )
)
ORDER BY source_id, edition, period, dimension, code
