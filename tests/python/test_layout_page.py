"""The page of the generic layout says what the reader goes by."""

import re

from write_layout_page import PAGE, main, page


def test_the_page_is_what_the_yaml_says() -> None:
    assert main(["--check"]) == 0


def test_every_column_has_a_meaning_and_an_example() -> None:
    rows = [line for line in page().splitlines() if line.startswith("| `")]
    assert len(rows) > 150
    for row in rows:
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", row)[1:-1]]
        _, kind, _, meaning, _, example = cells
        assert kind, row
        assert meaning.endswith("."), row
        assert example.strip("`"), row


def test_a_page_that_is_out_of_date_is_told() -> None:
    text = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(text + "\nOld.\n", encoding="utf-8")
    try:
        assert main(["--check"]) == 1
    finally:
        PAGE.write_text(text, encoding="utf-8")
