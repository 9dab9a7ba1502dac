-- mart.rate_per_100k
-- Description: records per 100 000 children where a denominator of the same area, ages and year is loaded; else the reason why there is none.
-- Grain: cell_key
-- source_id | the source
-- edition | the delivery
-- country | country the cell is about
-- geo_code | area as declared
-- geographic_role | whose place that is
-- period | the period
-- counting_unit | what is counted: records of this kind per 100 000 children, which are not victims where they count reports
-- dimension | the dimension
-- code | code of the category
-- lower | number of records, at least
-- upper | number of records, at most
-- denominator | the population: UNDER_18, UNDER_18_F or UNDER_18_M
-- persons | persons in it at mid-year
-- rate_lower_per_100k | records per 100 000 of these persons, at least
-- rate_upper_per_100k | at most
-- why_no_rate | why there is no rate; null where there is one
-- denominator_source_id | the source of the denominator
-- is_model | true: the numbers are invented
-- cell_key | the cell of mart.cell
-- flags | codes of what a reader must know
WITH cell AS (
    SELECT
        cell.*,
        ages.source_id IS NOT NULL AS is_children_only,
        CASE
            WHEN dimension = 'victim_age' AND code = 'Y_LT18' THEN 'UNDER_18'
            WHEN ages.source_id IS NULL OR dimension = 'victim_age' THEN NULL
            WHEN dimension = 'victim_gender' AND code IN ('F', 'M') THEN 'UNDER_18_' || code
            WHEN dimension <> 'victim_gender' OR code = '_T' THEN 'UNDER_18'
        END AS wanted
    FROM mart.cell AS cell
    LEFT JOIN core.fact AS ages
        ON ages.source_id = cell.source_id AND ages.fact = 'population_age' AND ages.value = 'CHILDREN_ONLY'
        AND (ages.valid_from IS NULL OR ages.valid_from <= cell.period_start)
        AND (ages.valid_to IS NULL OR ages.valid_to >= cell.period_end)
    WHERE cell.dimension IN ('total', 'motivation', 'demand', 'victim_age', 'victim_gender', 'notifier')
        AND cell.lower IS NOT NULL AND cell.base_filter IS NULL AND NOT cell.is_derived AND NOT cell.is_missing_code
        AND cell.counting_unit NOT IN ('EXPERT', 'ANSWER', 'PERSON')
),
population AS (
    SELECT figure.source_id, figure.geo_code, figure.code, figure.period, figure.value AS persons
    FROM core.figure AS figure
    SEMI JOIN core.edition AS edition
        ON edition.source_id = figure.source_id AND edition.edition = figure.edition AND edition.is_current
    WHERE figure.dimension = 'population' AND figure.value > 0
),
judged AS (
    SELECT
        cell.*, population.persons, population.source_id AS denominator_source_id,
        CASE
            WHEN period_start IS NULL OR NOT regexp_full_match(cell.period, '[0-9]{4}')
            THEN 'The period is no calendar year, and a population is of one year.'
            WHEN geographic_role <> 'VICTIM_RESIDENCE'
            THEN 'The place is not where the victims live, so records and persons would be of different people.'
            WHEN wanted IS NULL THEN 'The cell is not about children under 18 alone, whom the denominators count.'
            WHEN population.persons IS NULL THEN 'No population of ' || cell.geo_code || ' in ' || cell.period || ' is loaded.'
        END AS why_no_rate
    FROM cell
    LEFT JOIN population
        ON population.geo_code = cell.geo_code AND population.period = cell.period AND population.code = cell.wanted
)
SELECT
    source_id, edition, country, geo_code, geographic_role, period, counting_unit, dimension, code, lower, upper,
    wanted AS denominator, persons,
    CASE WHEN why_no_rate IS NULL THEN 100000 * lower / persons END AS rate_lower_per_100k,
    CASE WHEN why_no_rate IS NULL THEN 100000 * upper / persons END AS rate_upper_per_100k,
    why_no_rate, denominator_source_id, is_model, cell_key, flags
FROM judged
ORDER BY source_id, edition, period, dimension, code, cell_key
