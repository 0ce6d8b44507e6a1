"""In which language pages are written.

A page is in its own language when its ``lang`` says so, when no text that means something is the
same on the page of the other language, and when tell-tale words of the other language are absent.
Left out of that are what links name (publishers), code, lists of sources, and the cells of trace
and change pages, which print what sources do. The documentation is in English alone.
"""

import re
from functools import cache

from reading import LANGUAGES, exhibits, straight, tree
from site_pages import OTHER, both_languages, captions, language, pages, sister, switched


def test_pages_say_their_language(site):
    said = {name: tree(path).html["lang"] for name, path in pages(site.root).items()}
    assert said == {name: language(name) for name in said}
    assert {language(name) for name in said} == set(LANGUAGES)


DIACRITIC = re.compile(
    "[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]", re.IGNORECASE
)
TELL_TALE = {
    "en": re.compile(
        r"\b(the|of|and|with|without|for|from|provinces?|known|between|years?|leads|which|their"
        r"|stands|published|highest|lowest)\b",
        re.IGNORECASE,
    ),
    "vi": re.compile(r"\b(của|các|không|được|năm|số liệu|theo|chỉ số)\b"),
}
"""Words that a page of the other language cannot do without."""

SPOKEN = "h1, h2, h3, p, th, td, caption, .title, .subtitle, summary, li, dt, dd, text, label"
FOREIGN = "trace/"
"""Pages of names and raw notes: their tables print what sources do, in whatever language."""


CODES = r"\b(?:province(?:_historic)?|region|national|ministry(?:_group)?)(?= \()"
"""Levels as the tables have them, each followed by what it means."""


@cache
def spoken(path):
    """Return the texts that a page's own language writes."""
    page, cells = tree(path), f"/{FOREIGN}" not in path.as_posix()
    found = [
        own_text(one)
        for one in page.body.select(SPOKEN)
        if not one.find_parent(["pre", "code"]) and not one.find_parent(class_="sources")
        if not one.select_one("p, li, td, table")
        if cells or one.name not in ("th", "td") or one.find_parent("thead")
    ]
    found += [one["aria-label"] for one in page.body.find_all(attrs={"aria-label": True})]
    return [text for text in map(straight, found) if text]


def own_text(tag):
    """Return a tag's text without code, addresses, and what links name."""
    parts = [
        one
        for one in tag.find_all(string=True)
        if not any(parent.name in ("code", "a") for parent in within(one, tag))
    ]
    return re.sub(rf"reports/\S+|{CODES}", "", "".join(parts))


def within(text, tag):
    """Return the tags between a text and the tag around it."""
    for parent in text.parents:
        if parent is tag:
            return
        yield parent


def plain_words(text):
    """Return the words of a text that are no names: in small letters."""
    return [word for word in re.findall(r"[^\W\d_]{2,}", text) if word.islower()]


def foreign(text, lang):
    """Say whether a text looks like one of the other language."""
    words = plain_words(text)
    marked = [word for word in words if DIACRITIC.search(word)]
    strange = {"vi": len(words) >= 3 and not DIACRITIC.search(text), "en": len(marked) >= 3}
    return strange[lang] or bool(TELL_TALE[OTHER[lang]].search(text))


def test_no_text_of_a_page_is_in_the_other_language(site):
    found = []
    for name, path in pages(site.root).items():
        if name.startswith("docs/"):
            continue
        lang = language(name)
        found += [f"{name}: {text[:80]}" for text in spoken(path) if foreign(text, lang)]
    assert not found, "\n".join(found[:30])


def test_pages_are_written_in_their_language_by_share_of_marked_words(site):
    shares = {}
    for name, path in pages(site.root).items():
        words = [word for text in spoken(path) for word in plain_words(text)]
        marked = sum(bool(DIACRITIC.search(word)) for word in words)
        if not name.startswith("docs/"):
            shares[name] = marked / len(words)
    assert {name for name, share in shares.items() if share > 0.3} == {
        name for name in shares if language(name) == "vi"
    }
    assert max(share for name, share in shares.items() if language(name) == "en") < 0.05


def untranslated(ours, theirs):
    """Return the words in small letters that two captions share, where they are many."""
    words = {word for word in plain_words(ours) if word.isascii()}
    shared = words & set(plain_words(theirs))
    return shared if len(shared) >= max(2, len(words) / 3) or ours == theirs else set()


def test_no_caption_has_the_words_of_the_other_language(site):
    same = []
    for name in both_languages(site.root):
        paths = [pages(site.root)[one] for one in (name, sister(name))]
        ours, theirs = map(captions, paths)
        assert ours.keys() == theirs.keys()
        for id, texts in ours.items():
            changing = [switched(exhibits(path)[id]) for path in paths]
            pairs = [*zip(texts, theirs[id], strict=True), *zip(*changing, strict=True)]
            assert texts[0], (name, id)
            for one, other in pairs:
                if (one or other) and (one == other or untranslated(one, other)):
                    same.append(f"{name}#{id}: {one} / {other}")
    assert not same, "\n".join(same[:30])
