"""Texts of exports, as a terminal may show them."""


def printable(text: str, longest: int) -> str:
    """The text, cut, without letters that would give a terminal orders."""
    return "".join(
        letter if letter.isprintable() else letter.encode("unicode_escape").decode()
        for letter in text[:longest]
    )
