-- mart.profile
-- Description: cells that share everything a comparison looks at, as one row; verdicts are given for pairs of these.
-- Grain: profile
-- profile | number of the row, the same in mart.pair of one snapshot
-- source_id | the source
-- edition | the delivery
-- period | year, quarter, month, or first and last month of the window
-- period_start | first day; null where the publication does not say
-- period_end | last day, inclusive
-- geo_code | area as declared
-- geographic_role | whose place that is
-- dimension | the dimension; total: all records, or all victims under 18
-- kind | CASES for counts and shares of records, else the statistic: only one kind is ever compared
-- statistic | codelist statistic
-- counting_unit | what is counted
-- condition | dimension=CODE the cells are limited to, and no bounds over all records are known; null: none
-- is_under_18 | true: the cells are about victims under 18 only, whatever the source covers
-- base_filter | whether the cells are about all records (codelist figure_base)
-- base_basis | how the base is known (codelist base_basis)
-- mapping_relation | relation between the source's labels and the codes (codelist mapping_relation)
-- response_type | whether categories exclude each other (codelist response_type)
-- undetermined_share | width of the widest bounds of the table (codelist undetermined_share)
-- revision_state | REVISED where the edition replaces another; null: as declared
-- bands | ages as recorded or published, for the dimension victim_age
-- codes | codes of the cells
-- is_model | true: the numbers are invented
SELECT
    row_number() OVER (
        ORDER BY source_id, edition, period, geo_code, geographic_role, dimension, kind, statistic, counting_unit, condition,
            is_under_18, base_filter, base_basis, mapping_relation, response_type, undetermined_share
    ) - 1 AS profile,
    *
FROM (
    SELECT
        cell.source_id, cell.edition, cell.period,
        CASE
            WHEN cell.period LIKE '%/%' THEN try_cast(split_part(cell.period, '/', 1) || '-01' AS DATE)
            WHEN cell.period LIKE '%-Q%' THEN make_date(left(cell.period, 4)::INT, right(cell.period, 1)::INT * 3 - 2, 1)
            ELSE try_cast(rpad(cell.period, 10, '-01-01') AS DATE)
        END AS period_start,
        last_day(
            CASE
                WHEN cell.period LIKE '%/%' THEN try_cast(split_part(cell.period, '/', 2) || '-01' AS DATE)
                WHEN cell.period LIKE '%-Q%' THEN make_date(left(cell.period, 4)::INT, right(cell.period, 1)::INT * 3, 1)
                ELSE try_cast(rpad(cell.period, 10, '-12-01') AS DATE)
            END
        ) AS period_end,
        cell.geo_code, geographic_role, shown AS dimension, kind,
        CASE WHEN kind = 'CASES' THEN statistic ELSE kind END AS statistic,
        counting_unit,
        CASE WHEN base_class = 'PART' THEN base_filter END AS condition,
        is_under_18, base_class AS base_filter,
        CASE
            WHEN kind <> 'CASES' OR shown = 'total' THEN '_Z'
            WHEN base_basis IN ('COUNTED', 'CONDITIONAL') THEN 'STATED'
            WHEN base_basis = 'NOT_STATED' THEN 'UNKNOWN'
            ELSE base_basis
        END AS base_basis,
        relation AS mapping_relation,
        CASE WHEN kind <> 'CASES' OR shown = 'total' THEN '_Z' ELSE response_type END AS response_type,
        CASE
            WHEN kind <> 'CASES' OR shown = 'total' THEN '_Z'
            WHEN is_not_recorded THEN 'ALL'
            WHEN width IS NULL THEN 'UNKNOWN'
            WHEN width <= 0 THEN 'NONE'
            WHEN width <= 0.05 THEN 'SMALL'
            ELSE 'LARGE'
        END AS undetermined_share,
        CASE WHEN edition.revises IS NOT NULL THEN 'REVISED' END AS revision_state,
        CASE WHEN shown = 'victim_age' THEN coalesce(recorded.bands, published) END AS bands,
        list_sort(list(DISTINCT code)) AS codes,
        is_model
    FROM (
        SELECT
            *,
            CASE
                WHEN base_filter IS NULL OR is_child_filter THEN 'WHOLE'
                WHEN share_upper IS NOT NULL THEN 'WIDENED'
                ELSE 'PART'
            END AS base_class,
            max(share_upper - share_lower) FILTER (relation = 'EQUAL') OVER by_table AS width,
            bool_or(list_contains(flags, 'NOT_RECORDED')) OVER by_table AS is_not_recorded,
            list(DISTINCT code) FILTER (shown = 'victim_age' AND cell_id <> 'core.incident') OVER by_table AS published
        FROM (
            SELECT
                * EXCLUDE (dimension, code), dimension AS shown, code,
                coalesce(dimension = 'victim_age' AND last_year < 18, false) OR is_child_filter AS is_under_18
            FROM (
                SELECT
                    *,
                    coalesce(
                        try_cast(nullif(regexp_extract(code, '^Y_LT([0-9]+)$', 1), '') AS INTEGER) - 1,
                        try_cast(nullif(regexp_extract(code, '^Y(?:[0-9]+T)?([0-9]+)$', 1), '') AS INTEGER)
                    ) AS last_year,
                    coalesce(base_filter = 'victim_age=Y_LT18', false) AS is_child_filter,
                    CASE
                        WHEN statistic IN ('COUNT', 'SHARE', 'APPROXIMATE_SHARE', 'MINIMUM_COUNT', 'RANGE', 'PRESENCE') THEN 'CASES'
                        ELSE statistic
                    END AS kind
                FROM mart.cell
                WHERE NOT is_missing_code AND dimension <> 'population'
            )
            WHERE code <> '_T'
            UNION ALL BY NAME
            -- totals as well: all records of a source of records, and the victims under 18 where others are counted
            SELECT
                * EXCLUDE (dimension, code), 'total' AS shown, 'ALL' AS code, code = 'Y_LT18' AS is_under_18, 'CASES' AS kind,
                false AS is_child_filter
            FROM mart.cell
            WHERE dimension = 'victim_age' AND base_filter IS NULL AND statistic = 'COUNT'
                AND (
                    code = '_T' AND cell_id = 'core.incident'
                    OR code = 'Y_LT18' AND source_id IN (
                        SELECT source_id FROM core.fact WHERE fact = 'population_age' AND value <> 'CHILDREN_ONLY'
                    )
                )
        )
        WINDOW by_table AS (
            PARTITION BY source_id, edition, period, geo_code, counting_unit, shown, kind, base_filter
        )
    ) AS cell
    JOIN core.edition AS edition ON (edition.source_id, edition.edition) = (cell.source_id, cell.edition) AND edition.state = 'ACCEPTED'
    LEFT JOIN (
        SELECT source_id, edition, period, geo_code, list_sort(list(DISTINCT recorded)) AS bands
        FROM core.tally
        WHERE dimension = 'victim_age'
        GROUP BY ALL
    ) AS recorded
        ON (recorded.source_id, recorded.edition, recorded.period, recorded.geo_code)
        = (cell.source_id, cell.edition, cell.period, cell.geo_code)
    GROUP BY ALL
)
ORDER BY profile
