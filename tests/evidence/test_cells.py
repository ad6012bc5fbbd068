"""A cell never changes its meaning: what may be read in two ways is refused, and nothing is not zero."""

from __future__ import annotations

import datetime as dt

import pytest

from safepassage.evidence import cells
from safepassage.evidence.cells import CellType, Day, Refused


@pytest.mark.parametrize(
    ("type_", "cell", "value"),
    [
        (cells.COUNT, "1500", 1500),
        (cells.COUNT, "1,500", 1500),
        (cells.COUNT, "1 500", 1500),
        (cells.COUNT, "1\u00a0500\u202f000", 1_500_000),
        (cells.COUNT, "1500.0", 1500),
        (cells.COUNT, "0", 0),
        (cells.COUNT, "١٢٠٠", 1200),
        (cells.COUNT, "", None),
        (cells.COUNT, "n/a", None),
        (cells.COUNT, "Unknown", None),
        (cells.LAT, "33,512", 33.512),
        (cells.LAT, "-.5", -0.5),
        (cells.DATE, "2018-03-05", Day(dt.date(2018, 3, 5))),
        (cells.DATE, "2018-3-5", Day(dt.date(2018, 3, 5))),
        (cells.DATE, "05.03.2018", Day(dt.date(2018, 3, 5))),
        (cells.DATE, "2018-03-05T00:00:00", Day(dt.date(2018, 3, 5))),
        (cells.DATE, "2018-03", Day(dt.date(2018, 3, 1), exact=False)),
        (cells.DATE, "2018", Day(dt.date(2018, 1, 1), exact=False)),
        (cells.FLAG, "No", False),
        (cells.CLASS, "Not carried out", "not_carried_out"),
        (cells.TEXT, "unknown", "unknown"),
    ],
)
def test_what_has_one_meaning_is_read(type_: CellType, cell: str, value: object) -> None:
    assert type_.value(cell) == value


@pytest.mark.parametrize(
    ("type_", "cell"),
    [
        *((cells.COUNT, cell) for cell in ("1.500", "24.000", "1.5", "-3", "1e3", "~1500", "10,00", "1,5", "about 30")),
        *((cells.LAT, cell) for cell in ("91", "33°30'", "33.512,4", "nord")),
        *((cells.LON, cell) for cell in ("181", "-180.1")),
        *((cells.DATE, cell) for cell in ("05/03/2018", "05-03-18", "18", "0018-03-05", "2018-02-30", "43164",
                                          "2018-W10", "2018-03-05 14:30", "5 March 2018", "05.03.18", "2018-13")),
        (cells.FLAG, "2"),
        (cells.CLASS, "evacuatd"),
        (cells.TYPE, "jihadst"),
    ],
)  # fmt: skip
def test_what_has_none_or_two_is_refused(type_: CellType, cell: str) -> None:
    with pytest.raises(Refused):
        type_.value(cell)


def test_a_comma_means_thousands_only_where_it_separates_the_cells() -> None:
    with pytest.raises(Refused, match="decimal"):
        cells.COUNT.value("1,500", decimal_comma=True)
