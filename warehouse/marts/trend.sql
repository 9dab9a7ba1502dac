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
-- span | number of the span: periods of one span were counted alike; null where a change falls inside the period, or its start is not known
-- is_break | true: a change falls inside the period, or it is the first of its series after one (flag B)
-- is_split | true: a change falls inside the period, which belongs to no span with others
-- breaks | the dated changes since the span before, those inside the period included
-- previous_period | the period before in the same span; null where there is none to compare with
-- change_lower | change of the number of records against it, at least
-- change_upper | change of the number of records against it, at most
-- why_no_change | why no change is given
-- is_jump | true: surely more than doubled or halved against the period before with no dated change to explain it: a question to the provider
-- is_model | true: the numbers are invented
-- flags | codes of what a reader must know
WITH followed AS (
    SELECT
        cell.*, span.span, span.is_break, span.is_split, span.causes, span.is_jump, lag(period) OVER series AS former,
        lag(period_end) OVER series AS former_end, lag(lower) OVER series AS former_lower, lag(upper) OVER series AS former_upper,
        lag(span.span) OVER series AS former_span, lag(span.is_split) OVER series AS former_is_split
    FROM input.span AS span
    JOIN mart.cell AS cell ON span.cell_key = cell.cell_key
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
            WHEN is_split THEN 'The way of counting changed inside the period.'
            WHEN former_is_split THEN 'The way of counting changed inside the period before.'
            WHEN span <> former_span THEN 'The way of counting changed between the periods.'
        END AS why_no_change
    FROM followed
)
SELECT
    source_id, edition, cell_id, country, geo_code, counting_unit, dimension, code, statistic, base_filter, period, period_start,
    period_end, lower, upper, share_lower, share_upper, span, is_break, is_split, causes AS breaks,
    CASE WHEN why_no_change IS NULL THEN former END AS previous_period,
    CASE WHEN why_no_change IS NULL THEN lower - former_upper END AS change_lower,
    CASE WHEN why_no_change IS NULL THEN upper - former_lower END AS change_upper,
    why_no_change, is_jump, is_model, CASE WHEN is_break THEN flags || ['B'] ELSE flags END AS flags
FROM judged
ORDER BY source_id, geo_code, dimension, code, statistic, counting_unit, base_filter, period_end, period_start, cell_id, edition
