-- frontier(dimension)
-- Description: for each number of common categories the largest sets of sources that allow at least that many.
-- dimension | the dimension
-- sex | where the bands of some source differ by sex, the sex; else null
-- bands | number of common categories, at least
-- choice | number of the set; the one with most sources is 1
-- sources | sources to which no other can be added without losing one of the categories
-- categories | the categories these sources have in common
WITH known AS (
    SELECT count(*) AS steps FROM mart.frontier AS step WHERE step.dimension = dimension
),
refusal AS (
    SELECT
        CASE
            WHEN known.steps = 0
            THEN error('frontier: dimension ' || coalesce(dimension, 'null') || ' is not recorded or published by any source.')
        END::BIGINT AS told
    FROM known
)
SELECT step.dimension, step.sex, step.bands, step.choice, step.sources, step.categories
FROM mart.frontier AS step
WHERE step.dimension = dimension
ORDER BY step.sex, step.bands, step.choice
LIMIT (SELECT refusal.told FROM refusal)
