"""The auditor's register and log: every act is appended to a signed chain first, then applied to tables and files.

`acts` what can be done · `rules` what may be done · `log`, `entry`, `signing` the chain · `tables`, `apply`,
`effects` what an act changes · `record` the one door · `ask` what stands now · `verify`, `agree` what is wrong ·
`proof` signed receipts · `deliveries`, `originals`, `questions`, `versions` acts as others call them.
"""
