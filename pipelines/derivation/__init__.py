"""How a published figure came about, and whether it comes about again.

`manifest` what a snapshot was made from, by hash · `holdings` what is used now · `kept` the same under its hash ·
`sealing` both put beside a snapshot · `sound` whether its file is whole · `plan`, `rebuild` the snapshot made anew ·
`drift` what changed since · `verify` what is wrong with it · `explain` what is behind one figure of it.
"""
