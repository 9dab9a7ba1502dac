-- core.cover
-- Description: for what was recorded and each code of the dimension, whether the code surely or possibly holds.
-- Grain: dimension, recorded, relations, target
-- dimension | the dimension
-- recorded | recorded codes, several joined by a bar
-- relations | relation of each label to its code, in the same order; ONE_OF: in a release, one of these codes, and which one is not told
-- target | a code of the dimension
-- is_inside | true: a record with these codes surely has the target
-- meets | true: it possibly has
-- is_unbounded | true: the labels cover less than the code, so records with the target may be elsewhere
-- response_type | MULTIPLE where a record may hold several codes of the dimension, else SINGLE
SELECT dimension, recorded, relations, target, is_inside, meets, is_unbounded, response_type
FROM input.cover
ORDER BY dimension, recorded, relations, target
