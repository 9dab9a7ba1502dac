-- core.leaf
-- Description: the true values a code stands for, one row each; codes for a missing value stand for none here.
-- Grain: dimension, code, leaf
-- dimension | the dimension
-- code | a code of the list, or an age code in use
-- leaf | a true value: a code without parts, CODE* for the rest of a code with parts, or one completed year
-- position | place of the leaf in the list; for ages the year
-- code_position | place of the code among the codes, groups last
SELECT dimension, code, leaf, position, code_position
FROM input.leaf
ORDER BY dimension, code, position
