"""What leaves the house: a release is a folder of tables in several formats, to be read, cited, checked and rebuilt.

`content` what is released · `columns` what columns mean to other systems · `guard` texts that are no formulas ·
`flat` tables without lists · a writer a format: `parquet`, `database`, `delimited`, `workbook`, `sdmx_data`,
`sdmx_structure` · what describes it: `data_package`, `csvw`, `dcat`, `reference`, `citation`, `readme`, `changelog` ·
`build` the folder, `manifest` its hashes and signature · `store` where releases lie · `verify`, `agree`, `sdmx_check`
what is wrong with one · `vintages` questions over several.
"""
