"""Tables as offices publish them, made small for the tests."""

from openpyxl import Workbook

PROVINCES = ["Quảng Ninh", "TP. Hải Phòng", "Hà Nội", "TT-Huế", "BR-VT"]
SCORES = ["92,18", "91,87", "91,43", "88,7", "84,15"]


def workbook(path, *, title=True, names=PROVINCES, scores=SCORES, ranks=None):
    """Write a workbook with a title, two heading rows, merged cells, a mean and footnotes."""
    book = Workbook()
    sheet = book.active
    sheet.title = "PAR INDEX 2024"
    if title:
        sheet.append(["KẾT QUẢ CHỈ SỐ CẢI CÁCH HÀNH CHÍNH NĂM 2024"])
        sheet.merge_cells("A1:E1")
        sheet.append([None])
    top = 3 if title else 1
    sheet.append(["STT", "Xếp hạng", "Tỉnh/Thành phố", "Chỉ số PAR INDEX", None])
    sheet.append([None, None, None, "Điểm (%)", "Năm 2023"])
    for column in "ABC":
        sheet.merge_cells(f"{column}{top}:{column}{top + 1}")
    sheet.merge_cells(start_row=top, start_column=4, end_row=top, end_column=5)
    for place, (name, score) in enumerate(zip(names, scores, strict=True), 1):
        rank = ranks[place - 1] if ranks else place
        sheet.append([place, rank, name, score, 80.5])
    sheet.append([None, None, "Trung bình cả nước", "88,37", 86.98])
    sheet.append(["(1) Điểm thẩm định của Bộ Nội vụ"])
    book.save(path)
    return path


def as_csv(path, *, delimiter=";", encoding="utf-8-sig", end="\r\n"):
    """Write the same as a spreadsheet set to Vietnamese saves it."""
    lines = [["Tỉnh", "Thứ hạng", "Điểm số"]]
    lines += [
        [name, str(rank), score]
        for rank, (name, score) in enumerate(zip(PROVINCES, SCORES, strict=True), 1)
    ]
    quoted = [[f'"{text}"' if delimiter in text else text for text in line] for line in lines]
    text = end.join(delimiter.join(line) for line in quoted) + end
    path.write_bytes(text.encode(encoding))
    return path


def as_html(path):
    """Write the same as a portal prints it: cells span rows and columns, tags stay open."""
    rows = "".join(
        f"<tr><td>{rank}</td><td><p>{name}&nbsp;</td><td align=right>{score}<sup>(1)</sup></tr>"
        for rank, (name, score) in enumerate(zip(PROVINCES, SCORES, strict=True), 1)
    )
    path.write_text(
        "<!DOCTYPE html><html><head><meta charset='utf-8'></head><body><table><tr><td>Menu</table>"
        "<table><tr><th rowspan=2>TT</th><th rowspan=2>Đơn vị</th><th>Chỉ số</th></tr>"
        f"<tr><th>Giá trị</th></tr>{rows}"
        "<tr><td colspan=3>Nguồn: Bộ Nội vụ</td></tr></table></body></html>",
        encoding="utf-8",
    )
    return path
