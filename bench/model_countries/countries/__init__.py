"""The model countries by code. All data of XA to XF are invented; none stands for a real country."""

from bench.model_countries.countries.xa import XA
from bench.model_countries.countries.xb import XB
from bench.model_countries.countries.xc import XC
from bench.model_countries.countries.xd import XD
from bench.model_countries.countries.xe import XE
from bench.model_countries.countries.xf import XF
from bench.model_countries.specs import Country

COUNTRIES: dict[str, Country] = {country.country: country for country in (XA, XB, XC, XD, XE, XF)}
