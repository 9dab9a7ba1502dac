-- core.recorded
-- Description: the codes in each combination that was recorded, one row each.
-- Grain: dimension, recorded, relations, code, relation
-- dimension | the dimension
-- recorded | recorded codes, several joined by a bar
-- relations | relation of each label to its code, in the same order; ONE_OF: in a release, one of these codes, and which one is not told
-- code | one of the codes
-- relation | relation of its label to it
SELECT dimension, recorded, relations, code, relation
FROM input.recorded
ORDER BY dimension, recorded, relations, code, relation
