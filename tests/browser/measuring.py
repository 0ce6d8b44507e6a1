"""What a page looks like in numbers: empty halves, small print, words, marks, cut tables."""

import io
import re

from matplotlib import image

GAP = 48
"""Pixels, three lines of small text: a lower gap is the space between lines and paragraphs."""
SMALL = 14
"""Pixels: text below is small print."""

TEXT = """(everything) => {
  document.querySelectorAll(".v").forEach(one => {
    one.classList.toggle("unseen", !one.checkVisibility());
  });
  const copy = document.querySelector("main").cloneNode(true);
  const drawn = "table, svg, .map, .cards, nav, select, fieldset, .out, .unseen";
  copy.querySelectorAll(drawn).forEach(one => one.remove());
  copy.querySelectorAll("details").forEach(one => { one.open = everything; });
  document.body.append(copy);
  const text = copy.innerText;
  copy.remove();
  return text;
}"""

PRINT = """(limit) => {
  const drawn = "svg, .map, .switch, .out, select, button, thead";
  const walk = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  let small = 0, all = 0;
  while (walk.nextNode()) {
    const at = walk.currentNode.parentElement;
    const n = walk.currentNode.data.replace(/\\s+/g, "").length;
    if (!n || at.closest(drawn) || !at.checkVisibility()) continue;
    all += n;
    if (parseFloat(getComputedStyle(at).fontSize) < limit) small += n;
  }
  return small / all;
}"""

MARKS = """() => Math.max(0, ...[...document.querySelectorAll("main figure")].map(figure =>
  [...figure.querySelectorAll("[data-u]")].filter(one => {
    const box = one.getBoundingClientRect();
    return box.width > 0 && box.bottom <= innerHeight;
  }).length))"""

BROKEN = """() => {
  const walk = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  const range = document.createRange(), found = new Set();
  while (walk.nextNode()) {
    const node = walk.currentNode, at = node.parentElement;
    if (!at.checkVisibility() || at.closest("svg, .out, .cite")) continue;
    for (const word of node.data.matchAll(/[\\p{L}\\p{N}]+/gu)) {
      range.setStart(node, word.index);
      range.setEnd(node, word.index + word[0].length);
      const tops = [...range.getClientRects()].map(box => box.top);
      if (Math.max(...tops) - Math.min(...tops) > 8) found.add(word[0]);
    }
  }
  return [...found];
}"""

COLLIDING = """() => {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange(), boxes = [];
  while (walk.nextNode()) {
    const node = walk.currentNode, at = node.parentElement, cell = at.closest("td, th, li, p");
    if (!node.data.trim() || !at.checkVisibility()) continue;
    if (at.closest("svg, math, .out, select")) continue;
    range.selectNodeContents(node);
    for (const box of range.getClientRects())
      if (box.width > 1 && box.height > 1) boxes.push({box, node, cell});
  }
  boxes.sort((a, b) => a.box.top - b.box.top);
  const found = new Set();
  boxes.forEach((one, at) => {
    for (const other of boxes.slice(at + 1)) {
      if (other.box.top > one.box.bottom - 2) break;
      const room = one.cell !== other.cell ? 2 : -1;
      const apart = Math.max(other.box.left - one.box.right, one.box.left - other.box.right);
      if (one.node !== other.node && apart < room)
        found.add(`${one.node.data.trim()} | ${other.node.data.trim()}`);
    }
  });
  return [...found];
}"""


def words(page, *, folded=False):
    """Count the words outside tables, drawings and controls, of closed details too if asked."""
    return count(page.evaluate(TEXT, folded))


def count(text):
    """Count the words of a text."""
    return len([one for one in text.split() if re.search(r"\w", one)])


def terms(page, stop):
    """List the terms of a stop list that a reader sees."""
    found = re.finditer(stop, page.locator("main").inner_text(), re.IGNORECASE)
    return [one[0] for one in found]


def small_print(page):
    """Return the share of visible letters that are set below ``SMALL`` pixels.

    Labels within maps and drawings, heads of tables and controls are not counted on either side:
    they are part of a picture, and have bars of their own.
    """
    return page.evaluate(PRINT, SMALL)


def blank_right_half(page):
    """Return which share of the page's height has nothing in its right half.

    The right half is that of ``main``. A row of pixels is blank where that half is background
    only; rows count where at least ``GAP`` of them follow one another.
    """
    box = page.locator("main").bounding_box()
    picture = image.imread(io.BytesIO(page.screenshot(full_page=True)))[..., :3]
    top, bottom = round(box["y"]), round(box["y"] + box["height"])
    left, right = round(box["x"] + box["width"] / 2), round(box["x"] + box["width"])
    half = picture[top:bottom, left:right]
    blank = (abs(half - picture[-1, 0]) < 1 / 255).all(axis=(1, 2))
    runs = "".join("." if one else "#" for one in blank)
    return sum(len(run) for run in re.findall(r"\.+", runs) if len(run) >= GAP) / len(blank)


def marks(page):
    """Return how many named marks the fullest figure has within the first screen."""
    return page.evaluate(MARKS)


def broken_words(page):
    """List words that go on in a second line without a hyphen's leave."""
    return page.evaluate(BROKEN)


def colliding(page):
    """List pairs of texts that are set over each other or run together without a space."""
    return page.evaluate(COLLIDING)


def sheets(page):
    """Count the pages of A4 on which it is printed."""
    printed = page.pdf(prefer_css_page_size=True, print_background=True)
    return len(re.findall(rb"/Type\s*/Page\b", printed))


def violations(page):
    """Return what axe finds against a page, in words; nothing where it finds nothing."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page)
    return found.generate_report() if found.violations_count else ""
