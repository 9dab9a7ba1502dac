-- mart.motivation_by
-- Description: motivation by gender, by age and by notifier, from records: two-way cells with bounds.
-- Grain: source_id, edition, period, geo_code, geographic_role, counting_unit, code, by_dimension, by_code
-- source_id | the source
-- edition | the delivery
-- period | year, quarter or month of the reference date
-- geo_code | area of the records
-- geographic_role | whose place that is
-- counting_unit | what a record counts
-- code | code of motivation; _T: any
-- label | its name
-- by_dimension | victim_gender, victim_age or notifier
-- by_code | code of that dimension; _T: any
-- by_label | its name
-- lower | records that surely have both codes
-- upper | records that possibly have both; null where a label covers less than its code
-- base | all records
-- share_lower | lower by base
-- share_upper | upper by base, 1 where upper is null
-- is_missing_code | true: one of the codes says why there is no answer
-- is_model | true: the numbers are invented
-- flags | codes of what a reader must know
WITH counted AS (
    SELECT
        source_id, edition, period, geo_code, geographic_role, counting_unit, one.target AS code, by_dimension,
        other.target AS by_code,
        coalesce(sum(records) FILTER (one.is_inside AND other.is_inside), 0)::BIGINT AS lower,
        CASE
            WHEN NOT bool_or(one.meets AND other.meets AND (one.is_unbounded OR other.is_unbounded))
            THEN coalesce(sum(records) FILTER (one.meets AND other.meets), 0)
        END::BIGINT AS upper,
        sum(records)::BIGINT AS base,
        bool_or(
            one.meets AND other.meets AND NOT (one.is_inside AND other.is_inside)
            AND (contains(tally.relations, 'ONE_OF') OR contains(tally.by_relations, 'ONE_OF'))
        ) AS is_suppressed
    FROM core.cross_tally AS tally
    JOIN core.cover AS one ON (one.dimension, one.recorded, one.relations) = ('motivation', tally.recorded, tally.relations)
    JOIN core.cover AS other
        ON (other.dimension, other.recorded, other.relations) = (tally.by_dimension, tally.by_recorded, tally.by_relations)
    WHERE tally.dimension = 'motivation'
    GROUP BY ALL
    -- a single year of age says something only where the source records single years
    HAVING (bool_or(by_recorded = other.target) OR NOT regexp_full_match(other.target, 'Y[0-9]+'))
        -- that protected records may have any code for a missing value goes without saying
        AND (
            bool_or(one.is_inside AND other.is_inside)
            OR NOT bool_or(one.meets AND other.meets AND (contains(tally.relations, 'ONE_OF') OR contains(tally.by_relations, 'ONE_OF')))
            OR NOT list_has_any([one.target, other.target], (SELECT list(code) FROM core.code WHERE codelist = 'missing'))
        )
),
-- no more have both codes than have each, and no fewer than cannot do without the other: this narrows bounds only where
-- counts of two dimensions are protected, in a release
tightened AS (
    SELECT
        counted.* EXCLUDE (lower, upper),
        greatest(counted.lower, one.lower + other.lower - counted.base) AS lower,
        CASE WHEN counted.upper IS NOT NULL THEN least(counted.upper, one.upper, other.upper) END AS upper
    FROM counted
    LEFT JOIN mart.record_cell AS one
        ON (one.source_id, one.edition, one.period, one.geo_code, one.geographic_role, one.counting_unit)
        = (counted.source_id, counted.edition, counted.period, counted.geo_code, counted.geographic_role, counted.counting_unit)
        AND one.dimension = 'motivation' AND one.code = counted.code
    LEFT JOIN mart.record_cell AS other
        ON (other.source_id, other.edition, other.period, other.geo_code, other.geographic_role, other.counting_unit)
        = (counted.source_id, counted.edition, counted.period, counted.geo_code, counted.geographic_role, counted.counting_unit)
        AND other.dimension = by_dimension AND other.code = by_code
)
SELECT
    cell.source_id, cell.edition, period, cell.geo_code, geographic_role, counting_unit, cell.code,
    coalesce(one.label, one_missing.label, cell.code) AS label, by_dimension, by_code,
    coalesce(other.label, other_missing.label, by_code) AS by_label, lower, upper, base,
    lower / base AS share_lower, coalesce(upper, base) / base AS share_upper,
    one_missing.code IS NOT NULL OR other_missing.code IS NOT NULL AS is_missing_code, source.is_model,
    list_filter(
        [
            CASE WHEN upper IS NULL THEN 'UNBOUNDED' WHEN lower < upper THEN 'BOUNDED' END,
            CASE WHEN is_suppressed AND lower IS DISTINCT FROM upper THEN 'SUPPRESSED' END,
            CASE WHEN source.is_model THEN 'INVENTED' END,
            CASE WHEN geographic_role = 'VICTIM_OR_OFFENDER' THEN 'GEO_AMBIGUOUS' END
        ],
        lambda flag: flag IS NOT NULL
    ) AS flags
FROM tightened AS cell
JOIN core.source AS source USING (source_id)
JOIN core.edition AS edition ON (edition.source_id, edition.edition) = (cell.source_id, cell.edition) AND edition.is_current
LEFT JOIN core.code AS one ON one.codelist = 'motivation' AND one.code = cell.code
LEFT JOIN core.code AS one_missing ON one_missing.codelist = 'missing' AND one_missing.code = cell.code
LEFT JOIN core.code AS other ON other.codelist = by_dimension AND other.code = by_code
LEFT JOIN core.code AS other_missing ON other_missing.codelist = 'missing' AND other_missing.code = by_code
ORDER BY cell.source_id, cell.edition, period, cell.geo_code, cell.code, by_dimension, by_code
