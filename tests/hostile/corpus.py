"""Broken inputs, table by table: what is fed in, and whether it is refused or read right."""

import io
import unicodedata
import zipfile
from typing import NamedTuple

import openpyxl

HEAD = "level,entity,indicator,measure,value,unit,period,source_id,derived,note"
SOUND = {
    "level": "province",
    "entity": "Hà Nội",
    "indicator": "par_index",
    "measure": "rank",
    "value": "3",
    "unit": "rank",
    "period": "",
    "source_id": "baotintuc-vn-d98230",
    "derived": "0",
    "note": "",
}


class Case(NamedTuple):
    """One input: its name, its content, and the value read (None when it must be refused)."""

    name: str
    content: bytes
    reads: str | None = None


def line(**cells):
    quoted = (
        f'"{text.replace(chr(34), chr(34) * 2)}"' if set(text) & set(',"\n\r') else text
        for text in (SOUND | cells).values()
    )
    return ",".join(quoted)


def raw(*lines, end="\n", encoding="utf-8", start=b""):
    return start + end.join([HEAD, *lines, ""]).encode(encoding)


VALUES = {
    **dict.fromkeys(["64", "0", "-1", "-3", "1e308", "1e3", "NaN", "nan", "inf", "-inf"]),
    **dict.fromkeys(
        ["3,5", "3.5", "3.", ".3", "+3", " 3", "3 ", "", "-", "x", "=3", "=1+1", "0x3"]
    ),
    **dict.fromkeys(["３", "٣", "³", "1_0", "3%", "--3", "9" * 400, "3\N{NO-BREAK SPACE}", "None"]),
    **dict.fromkeys(["null", "True", "<b>3</b>", "@3", "\t3", "3;4", "1/63", "1.2.3", "1,234.5"]),
    "3": "3",
    "63": "63",
    "007": "7",
    "3.0": None,
}
ENTITIES = {
    **dict.fromkeys(["Hà Nộі", "Нà Nội", "Hа Nội", "Hà Nôị Mới", "", " ", "?", "65", "00", "99"]),
    **dict.fromkeys(["../../etc/passwd", "<script>alert(1)</script>", "=1+1", "Hà Nội; Huế"]),
    **dict.fromkeys(["Hà Nội Hà Nội", "Sài Gòn Mới", "Tỉnh", "TP.", "x" * 5000, "H\u200bà Nội X"]),
    "Hà Nội": "3",
    unicodedata.normalize("NFD", "Hà Nội"): "3",
    "TP. Hà Nội": "3",
    "HA NOI": "3",
    "Hà\N{NO-BREAK SPACE}Nội": "3",
    "Ðà Nẵng": "3",
    "Ðắk Lắk": "3",
    "ĐẮK LẮK": "3",
    "01": "3",
    "  Hà Nội  ": "3",
    "TT-Huế": "3",
    "BR-VT": "3",
}
CELLS = {
    "level": ["", "Province", "provinces", "<b>", "province ", "=1", "national;province", "0"],
    "indicator": ["", "par_indx", "PAR_INDEX", "../x", "<i>", "=1", "par_index ", "nan", "sipas"],
    "measure": ["", "ranks", "score", "<u>", "=1", "Rank", "rank ", "value"],
    "unit": ["", "percent", "Rank", "points", "<a>", "=1", "rank ", "nan"],
    "source_id": ["", "nobody", "../x", "baotintuc-vn-d9823O", "<b>", "=1", "nan", "seed"],
    "derived": ["", "2", "-1", "yes", "1.0", "True", "=0", " 0", "nan", "00"],
}


def cells():
    """Yield one wrong cell in an otherwise sound row, or an odd one that is right."""
    for value, reads in VALUES.items():
        shown = reads if reads is None else value
        yield Case(f"value {value[:20]!r}", raw(line(value=value)), shown)
    for name, reads in ENTITIES.items():
        yield Case(f"entity {ascii(name[:20])}", raw(line(entity=name)), reads)
    for column, texts in CELLS.items():
        for text in texts:
            # `sipas rank` is a sound figure, but of the family sipas, not of this table's.
            yield Case(f"{column} {text[:20]!r}", raw(line(**{column: text})))


def files():
    """Yield tables whose bytes, header or rows are broken, or odd but right."""
    sound = line()
    short = sound.rpartition(",")[0]
    names = [f"Tỉnh {number}" for number in range(64)]
    yield from (
        Case("no bytes", b""),
        Case("only a line break", b"\n"),
        Case("nul bytes", raw(sound).replace(b"3", b"\0")),
        Case("utf-16", raw(sound, encoding="utf-16")),
        Case("latin-1", raw(line(entity="Hà Nôi"), encoding="latin-1")),
        Case("cp1258 bytes", b"\xc0\xe3\xec" + raw(sound)),
        Case("cut in a letter", raw(sound)[:-60].rstrip(b"i") + b"\xe1\xbb"),
        Case("no header", f"{sound}\n".encode()),
        Case("header in another order", raw(sound).replace(b"level,entity", b"entity,level", 1)),
        Case("missing column", raw(short).replace(b",note", b"", 1)),
        Case("extra column", raw(f"{sound},x").replace(b",note", b",note,more", 1)),
        Case("column twice", raw(sound).replace(b"period", b"unit", 1)),
        Case("semicolons", raw(sound).replace(b",", b";")),
        Case("tabs", raw(sound).replace(b",", b"\t")),
        Case("too few fields", raw(short)),
        Case("too many fields", raw(f"{sound},x")),
        Case("open quote", raw(f'{sound[:-1]},"open')),
        Case("line break in a field", raw(line(note="a\nb"))),
        Case("carriage return in a field", raw(line(note="a\rb")), "3"),
        Case("an empty line", raw(sound, "", sound.replace("Hà Nội", "Huế"))),
        Case("zip instead of csv", b"PK\x03\x04" + b"\0" * 60),
        Case("html instead of csv", b"<html><table></table></html>"),
        Case("same row twice", raw(sound, sound)),
        Case("another value of one source", raw(sound, line(value="4"))),
        Case("64 provinces", raw(*(line(entity=name) for name in names))),
        Case("header repeated", raw(sound, HEAD)),
        Case("a comment line", raw("# a comment", sound)),
        Case("one huge field", raw(line(entity="x" * 200_000))),
        Case("surrogate bytes", raw(sound) + b"\xed\xa0\x80"),
        Case("overlong encoding", raw(sound) + b"\xc0\xaf"),
        Case("byte order mark", raw(sound, start=b"\xef\xbb\xbf"), "3"),
        Case("crlf", raw(sound, end="\r\n"), "3"),
        Case("no last line break", raw(sound)[:-1], "3"),
        Case("nfd bytes", unicodedata.normalize("NFD", raw(sound).decode()).encode(), "3"),
        Case("script in a note", raw(line(note="<script>alert(1)</script>")), "3"),
        Case("formula in a note", raw(line(note="=cmd|' /C calc'!A0")), "3"),
        Case("quotes in a note", raw(line(note='say "x", then')), "3"),
        Case("header only", raw()),
    )


def workbook(*rows, **options):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for area in options.get("merged", ()):
        book.active.merge_cells(area)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


TABLE = [["Tỉnh", "Điểm", "Hạng"], ["Hà Nội", 91.43, 3], ["Huế", 88.7, 4]]


def changed(content, name, text):
    """Return a workbook with the text of one of its parts replaced."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w") as new:
        for member in old.namelist():
            new.writestr(member, text if member == name else old.read(member))
    return stream.getvalue()


def bomb():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 80_000_000)
    return stream.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def workbooks():
    """Yield workbooks: cut, forged, swollen, or odd but right."""
    good = workbook(*TABLE)
    part = f'<worksheet xmlns="{NAMESPACE}">%s</worksheet>'
    far = '<sheetData><row r="1048576"><c r="A1048576"><v>1</v></c></row></sheetData>'
    laughs = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    merged = '<sheetData/><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    for share in range(1, 10):
        yield Case(f"cut to {share} tenths", good[: len(good) * share // 10])
    for cell in [
        "tốt",
        "-5",
        "1e308",
        "NaN",
        "=1+1",
        "=A1",
        "9.5.2024",
        "91,43,1",
        "<b>91</b>",
        True,
    ]:
        yield Case(f"score {cell!r}", workbook(TABLE[0], ["Hà Nội", cell, 3]))
    for cell in ["-1", "64", "3.5", "0", "1e3", "=3", "III", "NaN"]:
        yield Case(f"rank {cell!r}", workbook(TABLE[0], ["Hà Nội", 91.43, cell]))
    for name in ["Hà Nộі", "Sài Gòn Mới", "=1+1", "<script>", "Atlantis"]:
        yield Case(f"name {ascii(name)}", workbook(*TABLE, [name, 80, 5]))
    yield from (
        Case("zip bomb", bomb()),
        Case("entities", changed(good, SHEET, laughs + part % "<sheetData/>")),
        Case("cell in the last row", changed(good, SHEET, part % far)),
        Case("everything merged", changed(good, SHEET, part % merged)),
        Case("broken xml", changed(good, SHEET, "<worksheet><row>")),
        Case("empty sheet", workbook()),
        Case("no provinces", workbook(["Bộ", "Điểm"], ["Bộ Nội vụ", 90])),
        Case("old excel", b"\xd0\xcf\x11\xe0" + b"\0" * 600),
        Case("pdf", b"%PDF-1.7 " + b"\0" * 600),
        Case("zip of nothing", b"PK\x05\x06" + b"\0" * 18),
        Case("province twice", workbook(*TABLE, ["Ha Noi", 80, 5])),
        Case("name in the footnote mark", workbook(TABLE[0], ["Hà Nội (1)", "91,43", 3]), "91.43"),
        Case("number as text", workbook(TABLE[0], ["Hà Nội", "91,43 %", "3/63"]), "91.43"),
        Case("u+00d0", workbook(TABLE[0], ["Ðà Nẵng", "91,43", 3]), "91.43"),
        Case(
            "nfd", workbook(TABLE[0], [unicodedata.normalize("NFD", "Hà Nội"), 91.43, 3]), "91.43"
        ),
        Case("sound", good, "91.43"),
    )


def pages():
    """Yield CSV and HTML tables for an import."""
    page = "<html><table><tr><th>Tỉnh<th>Điểm<tr><td>Hà Nội<td>%s</table>"
    span = page.replace("<td>%s", '<td colspan="999999999">91,43')
    rows = "<tr><td>x" * 25_000
    yield from (
        Case("csv of bytes", bytes(range(256))),
        Case("csv with nul", b"T\xe1\xbb\x89nh,\xc4\x90i\xe1\xbb\x83m\nHu\xe1\xba\xbf,\0"),
        Case("csv in latin-1", "Tỉnh;Điểm\nHà Nội;91,43\n".encode("cp1258", "replace") + b"\xe9"),
        Case("csv too long", "Tỉnh;Điểm\n".encode() + "Hà Nội;91,43\n".encode() * 30_000),
        Case("csv open quote", 'Tỉnh;Điểm\n"Hà Nội;91,43\n'.encode()),
        Case("csv empty", b""),
        Case("csv blank", b" \n \n"),
        Case("csv no header", "Hà Nội;91,43\n".encode()),
        Case("csv both decimals", "Tỉnh;Điểm\nHà Nội;91,43\nHuế;88.7\n".encode()),
        Case("csv one column", "Tỉnh\nHà Nội\n".encode()),
        Case("html no table", b"<html><p>x</p></html>"),
        Case("html in another encoding", b"<html><meta charset=windows-1258><table></table>"),
        Case("html too many rows", ("<html><table>" + rows).encode()),
        Case("html script for a score", (page % "<script>91</script>").encode()),
        Case("html markup in a score", (page % "&lt;b&gt;91").encode()),
        Case("html deep", ("<html>" + "<div>" * 3000 + "<table>").encode()),
        Case("csv utf-16", "Tỉnh\tĐiểm\nHà Nội\t91,43\n".encode("utf-16"), "91.43"),
        Case("csv bom crlf", "\ufeffTỉnh;Điểm\r\nHà Nội;91,43\r\n".encode(), "91.43"),
        Case("html wide span", span.encode()),
        Case("html unclosed", (page % "91,43").encode(), "91.43"),
        Case("html comment", (page % "<!-- 1 -->91,43").encode(), "91.43"),
    )
