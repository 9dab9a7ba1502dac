-- compare(sources, dimension, period)
-- Description: several sources on the categories they share: exact on the finest common partition, bounded on finer ones.
-- sources | list of source ids; null: every source that records the dimension
-- dimension | the dimension
-- period | a period as in mart.cell; null: all periods together on one partition; 'each': every period on its own
-- view | strict: on the finest common partition, exact but for what is unknown; bounded: on finer categories, with intervals
-- code | the category: a code, an age band, or several true values joined by a plus; or a code for a missing value
-- label | its name
-- holds | the true values of the category; null for a missing value
-- sex | where the age bands of some source differ by sex, the sex whose victims are counted; null: all records
-- source_id | the source
-- edition | the delivery
-- country | country the cell is about; null where the place is not one country's, or is victim's or offender's
-- geo_code | area as declared
-- geographic_role | whose place that is
-- counting_unit | what is counted
-- lower | number of records, at least
-- upper | number of records, at most; null where nothing bounds it
-- base | all records of the source and period
-- share_lower | share of all records, at least, 0 to 1
-- share_upper | share of all records, at most, 0 to 1
-- is_missing_code | true: the code says why there is no answer
-- is_counted | true: counted from records; false: from published figures
-- is_model | true: the numbers are invented
-- flags | codes of what a reader must know
WITH RECURSIVE used AS (
    SELECT in_use.source_id, in_use.period, in_use.sex, in_use.code,
        CASE WHEN period = 'each' THEN in_use.period ELSE '' END AS turn
    FROM core.code_in_use AS in_use
    -- '' names no source: it keeps an empty list from being planned away before it is refused
    WHERE in_use.dimension = dimension AND (sources IS NULL OR list_contains(list_append(sources, ''), in_use.source_id))
        AND (period IS NULL OR period = 'each' OR in_use.period = period)
),
refusal AS (
    SELECT
        CASE
            WHEN len(sources) = 0
            THEN error('compare: sources is an empty list; name at least one source, or null for all that record the dimension.')
            WHEN (SELECT count(*) FROM used) = 0 AND (sources IS NOT NULL OR period IS DISTINCT FROM 'each')
            THEN error(
                'compare: dimension ' || coalesce(dimension, 'null') || ' is not recorded or published'
                || coalesce(' in period ' || nullif(period, 'each'), '') || ' by '
                || coalesce('any of sources ' || array_to_string(sources, ', '), 'any source') || '.'
            )
        END::BIGINT AS told
),
own AS (
    SELECT DISTINCT used.source_id, used.period, used.sex FROM used WHERE used.sex IS NOT NULL
),
-- all records together and, where bands of some source differ by sex, each sex on a partition of its own
asked AS (
    SELECT DISTINCT used.turn, used.sex, concat_ws(' ', used.turn, used.sex) AS ask FROM used
),
-- a source whose bands do not differ by sex uses them for each sex
chosen AS (
    SELECT asked.ask, asked.turn, asked.sex, used.source_id, used.period, used.source_id || ' ' || used.period AS holder,
        used.code
    FROM asked
    JOIN used ON used.turn = asked.turn
    LEFT JOIN own ON own.source_id = used.source_id AND own.period = used.period AND own.sex = asked.sex
    WHERE used.sex IS NOT DISTINCT FROM asked.sex OR (used.sex IS NULL AND own.sex IS NULL)
),
telling AS (
    SELECT DISTINCT chosen.ask, chosen.sex, chosen.source_id, chosen.period FROM chosen
),
edge AS (
    SELECT chosen.ask, chosen.holder, chosen.code, leaf.position
    FROM chosen
    JOIN core.leaf AS leaf ON leaf.dimension = dimension AND leaf.code = chosen.code
),
-- what one source leaves out and another uses is one category of the first; of ages, each unbroken run of years
gap AS (
    SELECT asked.ask, asked.holder, universe.position,
        CASE
            WHEN dimension = 'victim_age'
            THEN universe.position - row_number() OVER (PARTITION BY asked.ask, asked.holder ORDER BY universe.position)
            ELSE 0
        END AS run
    FROM (SELECT DISTINCT edge.ask, edge.holder FROM edge) AS asked
    JOIN (SELECT DISTINCT edge.ask, edge.position FROM edge) AS universe ON universe.ask = asked.ask
    ANTI JOIN edge AS own
        ON own.ask = asked.ask AND own.holder = asked.holder AND own.position = universe.position
),
tied AS (
    SELECT edge.ask, edge.holder, edge.code AS tie, edge.position FROM edge
    UNION ALL
    SELECT gap.ask, gap.holder, 'gap ' || gap.run AS tie, gap.position FROM gap
),
star AS (
    SELECT DISTINCT tied.ask, tied.position,
        min(tied.position) OVER (PARTITION BY tied.ask, tied.holder, tied.tie) AS centre
    FROM tied
),
link AS (
    SELECT star.ask, star.position AS one, star.centre AS other FROM star
    UNION
    SELECT star.ask, star.centre AS one, star.position AS other FROM star
),
reach AS (
    SELECT link.ask, link.one, link.other FROM link
    UNION
    SELECT reach.ask, reach.one, link.other
    FROM reach
    JOIN link ON link.ask = reach.ask AND link.one = reach.other
),
part AS (
    SELECT 'strict' AS kind, reach.ask, reach.one AS position, min(reach.other) AS part
    FROM reach
    GROUP BY ALL
    UNION ALL
    SELECT 'bounded' AS kind, told.ask, told.position, min(told.position) OVER (PARTITION BY told.ask, told.ties) AS part
    FROM (
        SELECT tied.ask, tied.position, list(tied.holder || ' ' || tied.tie ORDER BY tied.holder, tied.tie) AS ties
        FROM tied
        GROUP BY ALL
    ) AS told
),
leaf_name AS (
    SELECT DISTINCT leaf.position, leaf.leaf FROM core.leaf AS leaf WHERE leaf.dimension = dimension
),
size AS (
    SELECT leaf.code, count(*) AS leaves, list(leaf.position ORDER BY leaf.position) AS positions,
        min(leaf.code_position) AS code_position
    FROM core.leaf AS leaf
    WHERE leaf.dimension = dimension
    GROUP BY ALL
),
named AS (
    SELECT told.kind, told.ask, told.part, told.leaves,
        -- in a category of all true values lies also what is not known
        len(told.leaves) = CASE WHEN dimension = 'victim_age' THEN 121 ELSE (SELECT count(*) FROM leaf_name) END AS is_whole,
        CASE
            WHEN dimension <> 'victim_age' THEN coalesce(same.code, array_to_string(told.leaves, ' + '))
            WHEN told.youngest = told.oldest THEN 'Y' || told.youngest
            WHEN told.youngest = 0 THEN 'Y_LT' || (told.oldest + 1)
            WHEN told.oldest = 120 THEN 'Y_GE' || told.youngest
            ELSE 'Y' || told.youngest || 'T' || told.oldest
        END AS code
    FROM (
        SELECT part.kind, part.ask, part.part, list(part.position ORDER BY part.position) AS positions,
            list(leaf_name.leaf ORDER BY part.position) AS leaves, min(part.position) AS youngest, max(part.position) AS oldest
        FROM part
        JOIN leaf_name ON leaf_name.position = part.position
        GROUP BY ALL
    ) AS told
    LEFT JOIN (SELECT size.positions, min_by(size.code, size.code_position) AS code FROM size GROUP BY ALL) AS same
        ON same.positions = told.positions
),
inside AS (
    SELECT part.kind, part.ask, part.part, leaf.code, count(*) AS leaves
    FROM part
    JOIN core.leaf AS leaf ON leaf.dimension = dimension AND leaf.position = part.position
    GROUP BY ALL
),
-- records
said AS (
    SELECT named.kind, named.ask, named.part, recorded.recorded, recorded.relations,
        bool_or(
            (coalesce(inside.leaves = size.leaves, false) OR (named.is_whole AND size.code IS NULL AND recorded.code <> '_Z'))
            AND recorded.relation NOT IN ('WIDER', 'INEXACT')
        ) AND (
            -- of these codes a record has one: only what holds for all of them is sure
            NOT bool_or(recorded.relation = 'ONE_OF')
            OR bool_and(
                (coalesce(inside.leaves = size.leaves, false) OR (named.is_whole AND size.code IS NULL AND recorded.code <> '_Z'))
                AND recorded.relation NOT IN ('WIDER', 'INEXACT')
            )
        ) AS is_inside,
        bool_or(
            inside.leaves IS NOT NULL OR (size.code IS NULL AND recorded.code <> '_Z')
            OR recorded.relation IN ('WIDER', 'INEXACT')
        ) AS meets,
        bool_or(
            (inside.leaves IS NOT NULL OR (size.code IS NULL AND recorded.code <> '_Z'))
            AND recorded.relation IN ('NARROWER', 'INEXACT')
        ) AS is_open
    FROM core.recorded AS recorded
    CROSS JOIN named
    LEFT JOIN size ON size.code = recorded.code
    LEFT JOIN inside
        ON inside.kind = named.kind AND inside.ask = named.ask AND inside.part = named.part AND inside.code = recorded.code
    WHERE recorded.dimension = dimension
    GROUP BY ALL
),
counted AS (
    SELECT tally.source_id, tally.edition, tally.period, tally.geo_code, tally.geographic_role, tally.counting_unit,
        telling.ask, tally.recorded, tally.relations, tally.records, tally.is_sure, tally.may_be, tally.is_open,
        sum(tally.records) OVER (
            PARTITION BY telling.ask, tally.source_id, tally.edition, tally.period, tally.geo_code, tally.geographic_role,
                tally.counting_unit
        ) AS base
    FROM (
        SELECT tally.*, NULL::VARCHAR AS sex, true AS is_sure, true AS may_be, false AS is_open
        FROM core.tally AS tally
        WHERE tally.dimension = dimension
        UNION ALL BY NAME
        SELECT crossed.* EXCLUDE (by_dimension, by_recorded, by_relations), gender.target AS sex,
            gender.is_inside AS is_sure, gender.meets AS may_be, gender.is_unbounded AS is_open
        FROM core.cross_tally AS crossed
        JOIN core.cover AS gender
            ON gender.dimension = crossed.by_dimension AND gender.recorded = crossed.by_recorded
            AND gender.relations = crossed.by_relations
        SEMI JOIN own ON own.sex = gender.target
        WHERE crossed.dimension = dimension AND crossed.by_dimension = 'victim_gender'
    ) AS tally
    JOIN telling
        ON telling.source_id = tally.source_id AND telling.period = tally.period
        AND telling.sex IS NOT DISTINCT FROM tally.sex
    SEMI JOIN core.edition AS edition
        ON edition.source_id = tally.source_id AND edition.edition = tally.edition AND edition.is_current
),
record_cell AS (
    SELECT said.kind, counted.ask, counted.source_id, counted.edition, counted.period, counted.geo_code,
        counted.geographic_role, counted.counting_unit, said.part, NULL::VARCHAR AS missing,
        coalesce(sum(counted.records) FILTER (said.is_inside AND counted.is_sure), 0) AS lower,
        CASE
            WHEN NOT bool_or(said.meets AND counted.may_be AND (said.is_open OR counted.is_open))
            THEN coalesce(sum(counted.records) FILTER (said.meets AND counted.may_be), 0)
        END AS upper,
        coalesce(
            bool_or(
                said.meets AND counted.may_be AND NOT (said.is_inside AND counted.is_sure) AND contains(counted.relations, 'ONE_OF')
            ),
            false
        ) AS is_suppressed,
        any_value(counted.base) AS base
    FROM counted
    JOIN said
        ON said.ask = counted.ask AND said.recorded = counted.recorded AND said.relations = counted.relations
    GROUP BY ALL
    UNION ALL
    SELECT unnest(['strict', 'bounded']) AS kind, told.ask, told.source_id, told.edition, told.period, told.geo_code,
        told.geographic_role, told.counting_unit, NULL AS part, told.missing, told.lower, told.upper,
        told.lower < told.upper AS is_suppressed, told.base
    FROM (
        SELECT counted.ask, counted.source_id, counted.edition, counted.period, counted.geo_code, counted.geographic_role,
            counted.counting_unit, recorded.code AS missing,
            coalesce(sum(counted.records) FILTER (counted.is_sure AND NOT contains(counted.relations, 'ONE_OF')), 0) AS lower,
            CASE WHEN NOT bool_or(counted.is_open) THEN coalesce(sum(counted.records) FILTER (counted.may_be), 0) END AS upper,
            any_value(counted.base) AS base
        FROM counted
        JOIN core.recorded AS recorded
            ON recorded.dimension = dimension AND recorded.recorded = counted.recorded
            AND recorded.relations = counted.relations
        ANTI JOIN size ON size.code = recorded.code
        GROUP BY ALL
        HAVING coalesce(sum(counted.records) FILTER (NOT contains(counted.relations, 'ONE_OF')), 0) > 0
    ) AS told
),
-- published figures
banded AS (
    SELECT cell.source_id, cell.edition, cell.period, cell.geo_code, cell.geographic_role, cell.counting_unit, cell.base,
        cell.code, max(cell.lower) AS lower, min(cell.upper) AS upper, bool_and(cell.response_type = 'SINGLE') AS is_single,
        CASE WHEN cell.share_lower IS NULL THEN nullif(split_part(cell.base_filter, 'victim_gender=', 2), '') END AS sex
    FROM core.figure_cell AS cell
    SEMI JOIN core.edition AS edition
        ON edition.source_id = cell.source_id AND edition.edition = cell.edition AND edition.is_current
    WHERE cell.dimension = dimension AND cell.lower IS NOT NULL
        AND (cell.base_filter IS NULL OR cell.share_lower IS NOT NULL OR starts_with(cell.base_filter, 'victim_gender='))
    GROUP BY ALL
),
of_sex AS (
    SELECT cell.source_id, cell.edition, cell.period, cell.geo_code, cell.base, cell.code AS sex, max(cell.lower) AS lower,
        min(cell.upper) AS upper, bool_and(cell.response_type = 'SINGLE') AS is_single
    FROM core.figure_cell AS cell
    WHERE cell.dimension = 'victim_gender' AND cell.base_filter IS NULL AND cell.lower IS NOT NULL
    GROUP BY ALL
),
-- bands that are published for all are, of one sex, what both margins leave; `most`: all records that may be of the sex
figure AS (
    SELECT telling.ask, banded.* EXCLUDE (sex, lower, upper),
        CASE
            WHEN telling.sex IS NULL OR banded.sex IS NOT NULL THEN banded.lower
            WHEN banded.is_single AND of_sex.is_single THEN greatest(0, banded.lower + of_sex.lower - banded.base)
            ELSE 0
        END AS lower,
        CASE
            WHEN telling.sex IS NULL OR banded.sex IS NOT NULL THEN banded.upper
            ELSE least(banded.upper, of_sex.upper)
        END AS upper,
        least(banded.base, of_sex.upper) AS most
    FROM banded
    JOIN telling ON telling.source_id = banded.source_id AND telling.period = banded.period
    LEFT JOIN own ON own.source_id = banded.source_id AND own.period = banded.period AND own.sex = telling.sex
    LEFT JOIN of_sex
        ON of_sex.source_id = banded.source_id AND of_sex.edition = banded.edition AND of_sex.period = banded.period
        AND of_sex.geo_code = banded.geo_code AND of_sex.base = banded.base AND of_sex.sex = telling.sex
    WHERE banded.sex IS NOT DISTINCT FROM telling.sex OR (banded.sex IS NULL AND own.sex IS NULL)
),
widest AS (
    SELECT figure.*
    FROM figure
    JOIN size ON size.code = figure.code
    WHERE NOT exists(
        SELECT 1
        FROM figure AS wider
        JOIN size AS wider_size ON wider_size.code = wider.code
        WHERE wider.ask = figure.ask AND wider.source_id = figure.source_id AND wider.edition = figure.edition AND wider.period = figure.period
            AND wider.geo_code = figure.geo_code AND wider.base IS NOT DISTINCT FROM figure.base
            AND wider_size.leaves > size.leaves AND list_has_all(wider_size.positions, size.positions)
    )
),
published AS (
    SELECT widest.ask, widest.source_id, widest.edition, widest.period, widest.geo_code, widest.geographic_role, widest.base,
        widest.most,
        any_value(widest.counting_unit) AS counting_unit, named.kind, named.part,
        bool_and(widest.is_single) AS is_single,
        sum(widest.lower) FILTER (inside.leaves = size.leaves) AS lower_sum,
        max(widest.lower) FILTER (inside.leaves = size.leaves) AS lower_most,
        sum(widest.lower) FILTER (inside.leaves IS NULL) AS lower_others,
        sum(widest.upper) FILTER (inside.leaves IS NOT NULL) AS upper_sum,
        coalesce(bool_and(widest.upper IS NOT NULL) FILTER (inside.leaves IS NOT NULL), false) AS is_closed,
        len(list_distinct(flatten(list(size.positions) FILTER (inside.leaves IS NOT NULL)))) AS held,
        any_value(len(named.leaves)) AS wanted
    FROM widest
    JOIN named ON named.ask = widest.ask
    JOIN size ON size.code = widest.code
    LEFT JOIN inside
        ON inside.kind = named.kind AND inside.ask = named.ask AND inside.part = named.part AND inside.code = widest.code
    GROUP BY ALL
),
figure_part AS (
    SELECT published.kind, published.ask, published.source_id, published.edition, published.period, published.geo_code,
        published.geographic_role, published.counting_unit, published.part, NULL::VARCHAR AS missing,
        coalesce(CASE WHEN published.is_single THEN published.lower_sum ELSE published.lower_most END, 0) AS lower,
        least(
            CASE WHEN published.is_closed AND published.held >= published.wanted THEN published.upper_sum END,
            published.most - CASE WHEN published.is_single THEN coalesce(published.lower_others, 0) ELSE 0 END
        ) AS upper,
        published.base
    FROM published
    UNION ALL
    SELECT unnest(['strict', 'bounded']) AS kind, figure.ask, figure.source_id, figure.edition, figure.period, figure.geo_code,
        figure.geographic_role, figure.counting_unit, NULL AS part, figure.code AS missing, figure.lower, figure.upper, figure.base
    FROM figure
    ANTI JOIN size ON size.code = figure.code
),
every AS (
    SELECT record_cell.*, true AS is_counted FROM record_cell
    UNION ALL BY NAME
    SELECT figure_part.*, false AS is_suppressed, false AS is_counted FROM figure_part
),
response AS (
    SELECT cover.dimension, any_value(cover.response_type) AS response_type FROM core.cover AS cover GROUP BY ALL
)
SELECT
    every.kind AS view, every.period, dimension AS dimension, coalesce(every.missing, named.code) AS code,
    coalesce(code_name.label, missing_name.label, every.missing, named.code) AS label, named.leaves AS holds,
    asked.sex, every.source_id, every.edition,
    CASE
        WHEN every.geographic_role <> 'VICTIM_OR_OFFENDER' AND length(every.geo_code) = 2 AND every.geo_code <> 'EU'
        THEN every.geo_code
    END AS country,
    every.geo_code, every.geographic_role, every.counting_unit,
    every.lower::BIGINT AS lower, every.upper::BIGINT AS upper, every.base::BIGINT AS base,
    CASE WHEN every.base > 0 THEN every.lower / every.base END AS share_lower,
    CASE WHEN every.base > 0 THEN least(coalesce(every.upper, every.base) / every.base, 1.0) END AS share_upper,
    every.missing IS NOT NULL AS is_missing_code, every.is_counted, source.is_model,
    [flag FOR flag IN [
        CASE WHEN every.upper IS NULL THEN 'UNBOUNDED' WHEN every.lower < every.upper THEN 'BOUNDED' END,
        CASE WHEN every.is_suppressed THEN 'SUPPRESSED' END,
        CASE WHEN every.is_counted AND response.response_type = 'MULTIPLE' THEN 'MULTIPLE_RESPONSE' END,
        CASE WHEN source.is_model THEN 'INVENTED' END,
        CASE WHEN every.geographic_role = 'VICTIM_OR_OFFENDER' THEN 'GEO_AMBIGUOUS' END,
        CASE WHEN NOT every.is_counted THEN 'PUBLISHED' END
    ] IF flag IS NOT NULL] AS flags
FROM every
JOIN asked ON asked.ask = every.ask
LEFT JOIN named ON named.kind = every.kind AND named.part = every.part AND named.ask = every.ask
LEFT JOIN core.code AS code_name ON code_name.codelist = dimension AND code_name.code = named.code
LEFT JOIN core.code AS missing_name ON missing_name.codelist = 'missing' AND missing_name.code = every.missing
LEFT JOIN response ON response.dimension = dimension
JOIN core.source AS source ON source.source_id = every.source_id
ORDER BY view DESC, asked.turn, asked.sex NULLS FIRST, every.part NULLS LAST, code, every.source_id, every.period, every.geo_code
LIMIT (SELECT refusal.told FROM refusal)
