"""What a row of a mart is made from: the cells of the files behind it, and how its numbers follow from them.

`rows` the row that is meant · `origin` what stands behind it · `records`, `figures` the cells of files · `marts` how
each mart leads there.
"""
