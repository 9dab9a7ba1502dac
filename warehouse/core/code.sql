-- core.code
-- Description: the codelists, one row a code.
-- Grain: codelist, code
-- codelist | name of the list; for a dimension the name of the dimension
-- code | the code
-- label | its name
-- definition | what it means
-- parent | code it is a part of
-- members | for a group code, the codes it stands for, joined by a bar
-- source | where the definition comes from
-- since | day the code was added
SELECT codelist, code, label, definition, parent, members, source, since
FROM input.code
ORDER BY codelist, code
