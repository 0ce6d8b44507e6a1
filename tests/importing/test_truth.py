"""Tables of known truth, in combinations of layouts: read right, or not at all."""

import random
import re
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pardx.importing.command import Order, _wanted, scales
from pardx.importing.frames import local_frame
from pardx.importing.grids import Grid, UnreadableTableError, tidy
from pardx.importing.readings import read
from pardx.importing.wording import RANK, VALUE

NAMES = {
    "plain": lambda name, n: name,
    "capitals": lambda name, n: name.upper(),
    "unaccented": lambda name, n: unaccented(name),
    "numbered": lambda name, n: f"{n}.{name}",
    "dashed": lambda name, n: f"{n:02d}-{name}",
    "bracketed": lambda name, n: f"{n}) {name}",
    "with its kind": lambda name, n: name if name.startswith("TP") else f"Tỉnh {name}",
    "marked": lambda name, n: f"{name} (1)" if n % 7 == 0 else name,
    "decomposed": lambda name, n: decomposed(name),
}
NUMBERS = {
    "point": lambda text: text,
    "comma": lambda text: text.replace(".", ","),
    "percent": lambda text: text.replace(".", ",") + "%",
    "marked": lambda text: text + "*",
}
RANKS = {
    "plain": lambda rank, size: str(rank),
    "of": lambda rank, size: f"{rank}/{size}",
    "word": lambda rank, size: f"Hạng {rank}",
    "zero": lambda rank, size: f"{rank:02d}",
}
VALUE_HEADS = (
    *("Điểm", "Điểm số", "Chỉ số", "Kết quả", "Giá trị", "PAR INDEX", "PAR INDEX {year}"),
    *("Chỉ số cải cách hành chính", "Tổng điểm", "Score", "Điểm (%)", "Năm {year}"),
)
RANK_HEADS = ("Xếp hạng", "Thứ hạng", "Hạng", "Rank", "Xếp hạng {year}", "Vị trí", "")
DECOYS = (
    "other year",
    "other index",
    "other index and rank",
    "group",
    "change",
    "question",
    "maximum",
    "note",
)
AROUND = (
    "title",
    "title without year",
    "year line",
    "numbered columns",
    "totals",
    "total above",
    "regions",
    "footnote",
    "blank lines",
)
SHAPES = (
    "one",
    "one",
    "halves",
    "below",
    "headless below",
    "other table below",
    "profile",
    "heading again",
    "group heading",
    "paired",
)
TOTALS = (
    *(
        "Cả nước",
        "WHOLE COUNTRY",
        "Trung bình cả nước",
        "Min",
        "Max",
        "Highest",
        "Lowest",
        "Median",
    ),
    *(
        "Thấp nhất",
        "Cao nhất",
        "Trung vị",
        "Tổng cộng",
        "Average",
        "National",
        "Giá trị trung bình",
    ),
)
REGIONS = (
    "I. Đồng bằng sông Hồng",
    "II. Tây Nguyên",
    "Vùng Đông Nam Bộ",
    "Mekong River Delta",
    "3. Miền núi phía Bắc",
)


def unaccented(name):
    import unicodedata

    bare = unicodedata.normalize("NFKD", name.replace("Đ", "D").replace("đ", "d"))
    return "".join(one for one in bare if not unicodedata.combining(one))


def decomposed(name):
    import unicodedata

    return unicodedata.normalize("NFD", name)


@dataclass
class Plan:
    """One combination of layouts."""

    seed: int
    units: int
    year: int
    name: str
    number: str
    rank: str
    value_head: str
    rank_head: str
    running: bool
    rank_first: bool
    decoys: list = field(default_factory=list)
    around: list = field(default_factory=list)
    shape: str = "one"


PLANS = st.builds(
    Plan,
    seed=st.integers(0, 10**6),
    units=st.integers(4, 63),
    year=st.sampled_from([2022, 2022, 2025]),
    name=st.sampled_from([*NAMES]),
    number=st.sampled_from([*NUMBERS]),
    rank=st.sampled_from([*RANKS]),
    value_head=st.sampled_from(VALUE_HEADS),
    rank_head=st.sampled_from(RANK_HEADS),
    running=st.booleans(),
    rank_first=st.booleans(),
    decoys=st.lists(st.sampled_from(DECOYS), max_size=2, unique=True),
    around=st.lists(st.sampled_from(AROUND), max_size=4, unique=True),
    shape=st.sampled_from(SHAPES),
)


def lay_out(plan, frame):
    """Return the rows of a table, and its truth: unit -> score and rank (None without a column)."""
    chance = random.Random(plan.seed)
    codes = chance.sample([*frame.names], min(plan.units, len(frame.names)))
    scores = sorted(chance.sample(range(6000, 9900), len(codes)), reverse=True)
    numbers = [f"{score / 100:.2f}" for score in scores]
    ranked = bool(plan.rank_head)
    truth = {
        code: (number, str(n) if ranked else None)
        for n, (code, number) in enumerate(zip(codes, numbers, strict=True), 1)
    }
    heads, columns = columns_of(plan, frame, codes, numbers, chance)
    rows = [list(row) for row in zip(*columns, strict=True)]
    table = shaped(plan, frame, heads, rows, chance)
    width = max(map(len, table))
    return tuple(tuple(map(tidy, row)) + ("",) * (width - len(row)) for row in table), truth


def columns_of(plan, frame, codes, numbers, chance):
    count = range(1, len(codes) + 1)
    name = [NAMES[plan.name](frame.names[code], n) for n, code in zip(count, codes, strict=True)]
    value = [NUMBERS[plan.number](number) for number in numbers]
    made = [("Tỉnh, thành phố", name), (plan.value_head.format(year=plan.year), value)]
    if plan.rank_head:
        ranks = [RANKS[plan.rank](n, frame.size) for n in count]
        place = 0 if plan.rank_first else 2
        made.insert(place, (plan.rank_head.format(year=plan.year), ranks))
    if plan.running:
        made.insert(0, ("STT", [str(n) for n in count]))
    for decoy in plan.decoys:
        made += decoy_of(decoy, plan, frame, len(codes), chance)
    return [head for head, _ in made], [column for _, column in made]


def decoy_of(decoy, plan, frame, count, chance):
    scores = [f"{chance.randint(6000, 9900) / 100:.2f}".replace(".", ",") for _ in range(count)]
    ranks = [str(rank) for rank in chance.sample(range(1, count + 1), count)]
    made = {
        "other year": [(f"Điểm {plan.year - 1}", scores)],
        "other index": [("SIPAS", scores)],
        "other index and rank": [("SIPAS", scores), ("Xếp hạng", ranks)],
        "group": [("Nhóm", [chance.choice("ABC") for _ in range(count)])],
        "change": [("Tăng/giảm", [str(chance.randint(-9, 9)) for _ in range(count)])],
        "question": [
            ("Tỷ lệ người dân biết vị trí của bộ phận một cửa trên trang thông tin (%)?", ranks)
        ],
        "maximum": [("Điểm tối đa", ["100"] * count)],
        "note": [("Ghi chú", ["", *["x"] * (count - 1)])],
    }
    return made[decoy]


def shaped(plan, frame, heads, rows, chance):
    """Lay rows out in a shape, with what stands around them."""
    body = [*rows]
    wide = len(heads)
    name = heads.index("Tỉnh, thành phố")

    def line(text, figure=""):
        made = [""] * wide
        made[name] = text
        made[heads.index(plan.value_head.format(year=plan.year))] = figure
        return made

    inserted(plan, body, line, chance, wide)
    head = [heads]
    if "numbered columns" in plan.around:
        head.append([f"({n})" for n in range(1, wide + 1)])
    table = SHAPED[plan.shape](plan, frame, head, body, rows, chance, name)
    above = []
    if "title" in plan.around:
        above += [[f"KẾT QUẢ CHỈ SỐ CẢI CÁCH HÀNH CHÍNH NĂM {plan.year}"], []]
    if "title without year" in plan.around:
        above += [["BẢNG XẾP HẠNG CÁC ĐỊA PHƯƠNG"]]
    if "year line" in plan.around:
        above += [["Năm", str(plan.year)]]
    below = [["(1) Nguồn: Bộ Nội vụ"]] if "footnote" in plan.around else []
    return [*above, *table, *below]


def inserted(plan, body, line, chance, wide):
    """Put rows that are no units among those of units."""
    if "totals" in plan.around:
        for text in chance.sample(TOTALS, 3):
            body.insert(chance.randint(0, len(body)), line(text, NUMBERS[plan.number]("80.01")))
    if "regions" in plan.around:
        for text in chance.sample(REGIONS, 2):
            body.insert(chance.randint(0, len(body)), line(text, chance.choice(["", "79,5"])))
    if "total above" in plan.around:
        body.insert(0, line("Cả nước", str(chance.choice([2013, 2021, 88]))))
    if "blank lines" in plan.around:
        body.insert(chance.randint(1, len(body)), [""] * wide)


def halves(plan, frame, head, body, rows, chance, name):
    half = (len(body) + 1) // 2
    blank = [""] * len(head[0])
    right = [*body[half:], *[blank] * (half - len(body[half:]))]
    pairs = zip(body[:half], right, strict=True)
    return [*(row + row for row in head), *(left + other for left, other in pairs)]


def paired(plan, frame, head, body, rows, chance, name):
    others = chance.sample([row[name] for row in rows], len(rows))
    more = [[other, f"{chance.randint(6000, 9900) / 100:.2f}"] for other in others]
    return [
        head[0] + ["Tỉnh, thành phố", "SIPAS"],
        *(a + b for a, b in zip(rows, more, strict=True)),
    ]


def other_below(plan, frame, head, body, rows, chance, name):
    people = [[row[name], str(chance.randint(500, 9000))] for row in rows]
    return [*head, *body, [], ["Thông tin thêm"], ["Tỉnh, thành phố", "Dân số"], *people]


def profile(plan, frame, head, body, rows, chance, name):
    facts = [["", "", ""] for _ in range(2)]
    for fact, (text, number) in zip(
        facts, (("Dân số (nghìn)", "8435"), ("Số xã", "579")), strict=True
    ):
        fact[0], fact[1] = text, number
    return [*head, *body, [], ["Hồ sơ"], *facts]


def group_heading(plan, frame, head, body, rows, chance, name):
    group = [text if n == name else "Kết quả đánh giá" for n, text in enumerate(head[0])]
    return [group, *head, *body]


SHAPED = {
    "one": lambda plan, frame, head, body, *_: [*head, *body],
    "halves": halves,
    "below": lambda p, f, head, body, *_: [
        *head,
        *body[: len(body) // 2],
        [],
        *head,
        *body[len(body) // 2 :],
    ],
    "headless below": lambda p, f, head, body, *_: [
        *head,
        *body[: len(body) // 2],
        [],
        *body[len(body) // 2 :],
    ],
    "other table below": other_below,
    "profile": profile,
    "heading again": lambda p, f, head, body, *_: [*head, *body[:2], *head, *body[2:]],
    "group heading": group_heading,
    "paired": paired,
}


@pytest.fixture(scope="module")
def look(dictionary):
    """Return the function that reads a plan's table: its figures, or the reason of a refusal."""
    wanted = {}
    for year in (2022, 2025):
        every = scales("par_index", year, "", {}, dictionary)
        order = Order(None, "par_index", year, "", every, "", None, {})
        wanted[year] = _wanted(order, dictionary)

    def look(plan):
        frame = wanted[plan.year].frames[0]
        rows, truth = lay_out(plan, frame)
        assert frame.level == ("unit34" if plan.year == 2025 else "province")
        grids = [Grid("text", rows)]
        try:
            found = read(grids, wanted[plan.year])
        except UnreadableTableError as error:
            if plan.shape != "paired" or "NAME=" not in str(error):
                return str(error), truth, rows
            named = re.search(r"1\. text: name ([A-Z]+)", str(error))
            try:
                found = read(grids, replace(wanted[plan.year], said={"NAME": named[1]}))
            except UnreadableTableError as other:
                return str(other), truth, rows
        codes = {code for figures in found.figures.values() for code in figures}
        figures = {c: tuple(found.figures.get(r, {}).get(c) for r in (VALUE, RANK)) for c in codes}
        return figures, truth, rows

    return look


def test_the_frame_is_that_of_the_year(dictionary):
    assert local_frame(dictionary, "unit34", 34).kind == "unit of July 2025"


def hold(look, examples):
    """Read so many tables; each is right or refused, and most are taken."""
    taken, refused = [], []

    @settings(max_examples=examples)
    @given(PLANS)
    def every(plan):
        found, truth, rows = look(plan)
        if isinstance(found, str):
            refused.append((plan, found))
            return
        taken.append(plan)
        shown = "\n".join(map(str, rows[:8]))
        assert found == truth, f"{plan}\n{shown}"

    every()
    share = len(taken) / (len(taken) + len(refused))
    reasons = "\n".join(f"{said[:300]}\n   {plan}" for plan, said in refused)
    assert share >= 0.8, f"{share:.0%}\n{reasons}"
    return share


def test_a_table_is_read_right_or_not_at_all(look):
    hold(look, 60)


@pytest.mark.slow
def test_500_tables_are_read_right_or_not_at_all(look, capsys):
    share = hold(look, 500)
    with capsys.disabled():
        print(f"\n  {share:.0%} taken")
