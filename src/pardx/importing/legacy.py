"""Texts in the codings of before Unicode, TCVN3 and VNI: to name them, not to convert them."""

from __future__ import annotations

from collections.abc import Callable

TCVN3 = {
    "a": "µ¶·¸¹¨»¼½¾Æ©ÇÈÉÊË¡¢",
    "d": "®§",
    "e": "ÌÎÏÐÑªÒÓÔÕÖ£",
    "i": "×ØÜÝÞ",
    "o": "ßáâãä«åæçèé¬êëìíî¤¥",
    "u": "ïñòóô\xadõö÷øù¦",
    "y": "úûüýþ",
}
"""Letter -> the signs that the TCVN3 (.VnTime) fonts show as that letter with its accents."""

VNI = {"d": "ñÑ", "u": "öÖ", "o": "ôÔ", "i": "íìæóòÍÌÆÓÒ", "y": "îÎ"}
"""Letter -> the signs that the VNI fonts show as that letter."""

VNI_ACCENTS = "ùøûõïâáàåãäêéèúüëÙØÛÕÏÂÁÀÅÃÄÊÉÈÚÜË"
"""Signs that the VNI fonts show as an accent of the letter before."""


def coded_as(text: str, code: Callable[[str], str | None]) -> str:
    """Name the coding in which a text is the name of a unit; empty when in none.

    Parameters
    ----------
    text : str
        A cell that is no name as it stands.
    code : callable
        Returns which unit a text names, or None.
    """
    if text.isascii() or not text:
        return ""
    tcvn3 = {ord(sign): letter for letter, signs in TCVN3.items() for sign in signs}
    vni = {ord(sign): letter for letter, signs in VNI.items() for sign in signs}
    vni |= {ord(sign): "" for sign in VNI_ACCENTS}
    for coding, table in (("TCVN3 (.VnTime)", tcvn3), ("VNI", vni)):
        bare = text.translate(table)
        if bare != text and code(text) is None and code(bare):
            return coding
    return ""
