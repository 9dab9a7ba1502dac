"""Invented deliveries of the model countries XA to XF, each in the habits of a language area.

Same seed, same bytes; the truth behind every row can be kept. `bench.model_countries.countries` describes each country,
`small_example` makes a few telling rows.
"""

from bench.model_countries.countries import COUNTRIES
from bench.model_countries.deliver import make_delivery, small_example, write_delivery

__all__ = ["COUNTRIES", "make_delivery", "small_example", "write_delivery"]
