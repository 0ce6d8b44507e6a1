"""Twelve questions of readers, each answered within two steps from the way in, by its links."""

import pytest
from reading import Year, frame, page_name, tree
from site_pages import language, lead, pages

STEPS = 2


def reached(root, lang):
    """Return the texts of what can be read within two steps: page -> (steps, text)."""
    start = {"en": "index.html", "vi": "index.vi.html"}[lang]
    found, edge = {start: 0}, [start]
    for step in range(1, STEPS + 1):
        onward = {
            target
            for name in edge
            for _, target, _ in lead(root, name)
            if target in pages(root) and language(target) == lang and target not in found
        }
        found |= dict.fromkeys(sorted(onward), step)
        edge = sorted(onward)
    return found


def holds(path, answers):
    """Say whether a page has all words of an answer."""
    text = tree(path).body.get_text().replace("\N{NO-BREAK SPACE}", " ")
    return all(answer in text for answer in answers)


def asked(of, lang):
    """Return the questions: the page that answers each, and words of the answer."""
    known = of.csv("ranking").set_index("province")
    ends = [known.index[known.par_index_rank == 1][0], known.index[known.dti_total_rank == 63][0]]
    movers = of.csv("movers").query("indicator == 'dti_total'")
    moved = movers.province[movers.rank_change.abs().idxmax()]
    ministries = of.csv("ministries").query("indicator == 'par_index' and year == @of.year")
    last = ministries.entity[ministries["rank"].idxmax()]
    names = frame(of.root / "data" / "catalogue" / "ministries.csv").set_index("name_vi").name_en
    brief, report = f"2022/briefs/can-tho.{lang}.html", f"2022/{page_name('index', lang)}"

    def page(name):
        return f"2022/{page_name(name, lang)}"

    def said(english, vietnamese):
        return {"en": english, "vi": vietnamese}[lang]

    return {
        "How did Cần Thơ do?": (brief, ["26/63", "36/63", "5/63"]),
        "Why (which parts)?": (brief, [said("3.71", "3,71"), said("−1.32", "−1,32")]),
        "Who in the Mekong Delta is ahead of Cần Thơ on DTI?": (brief, ["1/13"]),
        "Did satisfaction rise after digitisation?": (
            brief,
            [said("association is not causation", "tương quan không phải là quan hệ nhân quả")],
        ),
        "What share of dossiers is online, and what is the target?": (
            report,
            [said("online", "trực tuyến"), "QĐ-TTg"],
        ),
        "What may I quote?": (brief, [said("May be quoted", "Được trích dẫn"), "0.6924"[2:]]),
        "Who climbed or fell most?": (report, [moved]),
        "First and last of each index?": (report, ends),
        "PAR INDEX against what citizens say?": (brief, ["PAPI", said("low group", "nhóm Thấp")]),
        "Which ministry is last?": (page("ministries"), [said(names.get(last), last)]),
        "Is rank 26 different from 27?": (brief, [said("86.07% to 86.19%", "86,07% đến 86,19%")]),
        "Where is 84.79 from?": (page("trace/par_index"), [said("84.79", "84,79")]),
    }


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_ten_of_twelve_questions_are_answered_in_two_steps(site, lang):
    there, of = reached(site.root, lang), Year(site.root, 2022)
    silent = [
        f"{question} {page}"
        for question, (page, answers) in asked(of, lang).items()
        if page not in there or not holds(pages(site.root)[page], answers)
    ]
    assert len(silent) <= 2, silent
