-- mart.frontier
-- Description: for each number of common categories the largest sets of sources that allow at least that many.
-- Grain: dimension, sex, bands, choice
-- dimension | the dimension
-- sex | where the bands of some source differ by sex, the sex; else null
-- bands | number of common categories, at least
-- choice | number of the set; the one with most sources is 1
-- sources | sources to which no other can be added without losing one of the categories
-- categories | the categories these sources have in common
SELECT dimension, sex, bands, choice, sources, categories
FROM input.frontier
ORDER BY dimension, sex, bands, choice
