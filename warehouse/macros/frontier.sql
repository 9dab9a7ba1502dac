-- frontier(dimension)
-- Description: for each number of common categories the largest sets of sources that allow at least that many.
-- dimension | the dimension
SELECT step.dimension, step.sex, step.bands, step.choice, step.sources, step.categories
FROM mart.frontier AS step
WHERE step.dimension = dimension
ORDER BY step.sex, step.bands, step.choice
