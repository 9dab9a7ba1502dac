"""How a published figure came about, and whether it comes about again.

`manifest` what a snapshot was made from, by hash · `holdings` what is used now · `kept` the same under its hash ·
`sealing` both put beside a snapshot · `plan`, `rebuild` the snapshot made anew · `verify` what is wrong with it.
"""
