-- core.source
-- Description: the publishers' series, one row a source file.
-- Grain: source_id
-- source_id | name of the source, the same from folder to report
-- title | what the publisher calls the series
-- publisher | who publishes it
-- country | ISO 3166-1 alpha-2 of the publisher; XA to XZ are model countries
-- geo_code | area the records are about: a country, EU or WORLD
-- language | language of the source, ISO 639-1
-- is_model | true: every number of this source is invented
-- level | INCIDENT: a row is a record; FIGURE: a row is a published cell
-- citation | full citation of the first document
SELECT source_id, title, publisher, country, geo_code, language, is_model, level, citation
FROM input.source
ORDER BY source_id
