-- mart.trend
-- Description: each series over time with its breaks: a change is given only inside a span in which nothing dated changed.
-- Grain: source_id, geo_code, dimension, code, statistic, counting_unit, base_filter, cell_id, period, edition
-- source_id | the source
-- edition | the delivery
-- cell_id | for a published figure its place; for records the table they are counted from
-- country | country the cell is about
-- geo_code | area as declared
-- counting_unit | what is counted
-- dimension | the dimension
-- code | code of the category
-- statistic | codelist statistic
-- base_filter | dimension=CODE the published number is limited to; null: all records
-- period | the period
-- period_start | first day of the period; null where the publication does not say
-- period_end | last day of the period, inclusive
-- lower | number of records, at least
-- upper | number of records, at most
-- share_lower | share of all records, at least, 0 to 1
-- share_upper | share of all records, at most, 0 to 1
-- span | number of the span: periods of one span were counted alike
-- is_break | true: the first period after a change (flag B)
-- is_split | true: a change falls inside the period, which belongs to no span with others
-- breaks | what changed since the period before, or inside this one
-- previous_period | the period before in the same span; null where there is none to compare with
-- change_lower | change of the number of records against it, at least
-- change_upper | change of the number of records against it, at most
-- why_no_change | why no change is given
-- is_model | true: the numbers are invented
-- flags | codes of what a reader must know
WITH cell AS (
    SELECT
        *,
        (SELECT count(*) FROM core.break AS gone WHERE gone.source_id = cell.source_id AND gone.break_date <= cell.period_start)
            AS passed,
        coalesce((
            SELECT list(gone.break_date::VARCHAR || ' ' || gone.cause || ': ' || gone.note ORDER BY gone.break_date, gone.cause)
            FROM core.break AS gone
            WHERE gone.source_id = cell.source_id AND gone.break_date > cell.period_start AND gone.break_date <= cell.period_end
        ), []) AS inside
    FROM mart.cell AS cell
    WHERE cell.lower IS NOT NULL AND NOT cell.is_derived
),
followed AS (
    SELECT
        *, lag(period) OVER series AS former, lag(period_end) OVER series AS former_end, lag(lower) OVER series AS former_lower,
        lag(upper) OVER series AS former_upper, lag(passed) OVER series AS former_passed, lag(inside) OVER series AS former_inside
    FROM cell
    WINDOW series AS (
        PARTITION BY source_id, geo_code, geographic_role, dimension, code, statistic, counting_unit, base_filter,
            CASE WHEN base_basis = 'COUNTED' THEN '' ELSE unit END
        ORDER BY period_end, period_start, edition, cell_id
    )
),
judged AS (
    SELECT
        *,
        CASE
            WHEN former IS NULL THEN 'There is no earlier period.'
            WHEN period_start IS NULL OR period_start <= former_end THEN 'The periods overlap or contain each other.'
            WHEN len(inside) > 0 THEN 'The way of counting changed inside the period.'
            WHEN len(former_inside) > 0 THEN 'The way of counting changed inside the period before.'
            WHEN passed > former_passed THEN 'The way of counting changed between the periods.'
        END AS why_no_change
    FROM followed
)
SELECT
    source_id, edition, cell_id, country, geo_code, counting_unit, dimension, code, statistic, base_filter, period, period_start,
    period_end, lower, upper, share_lower, share_upper,
    (2 * passed + CASE WHEN len(inside) > 0 THEN 1 ELSE 0 END + 1)::BIGINT AS span,
    coalesce(passed > former_passed, false) AS is_break, len(inside) > 0 AS is_split,
    inside || coalesce((
        SELECT list(gone.break_date::VARCHAR || ' ' || gone.cause || ': ' || gone.note ORDER BY gone.break_date, gone.cause)
        FROM core.break AS gone
        WHERE gone.source_id = judged.source_id AND gone.break_date > judged.former_end AND gone.break_date <= judged.period_start
    ), []) AS breaks,
    CASE WHEN why_no_change IS NULL THEN former END AS previous_period,
    CASE WHEN why_no_change IS NULL THEN lower - former_upper END AS change_lower,
    CASE WHEN why_no_change IS NULL THEN upper - former_lower END AS change_upper,
    why_no_change, is_model, CASE WHEN passed > former_passed OR len(inside) > 0 THEN flags || ['B'] ELSE flags END AS flags
FROM judged
ORDER BY source_id, geo_code, dimension, code, statistic, counting_unit, base_filter, period_end, period_start, cell_id, edition
