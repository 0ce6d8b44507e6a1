"use strict";
const words = document.body.dataset;
const collator = new Intl.Collator(document.documentElement.lang, {numeric: true});
const bare = text => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase();

function button(text, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
}

function keyOf(row, column) {
  const cell = row.cells[column];
  if (cell.dataset.key) return cell.dataset.key;
  const text = cell.firstChild ? cell.firstChild.textContent.trim() : "";
  if (text === "" || text === "–") return null;
  const read = document.documentElement.lang === "vi" ? text.replaceAll(".", "").replace(",", ".") : text.replaceAll(",", "");
  const number = parseFloat(read.replace("−", "-"));
  return Number.isNaN(number) ? text : String(number);
}

function compare(a, b, direction) {
  if (a === null || b === null) return (a === null) - (b === null);
  const numbers = [Number(a), Number(b)];
  return direction * (numbers.some(Number.isNaN) ? collator.compare(a, b) : numbers[0] - numbers[1]);
}

function sortBy(table, column) {
  const heading = table.tHead.rows[0].cells[column];
  const descending = heading.getAttribute("aria-sort") === "ascending";
  for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
  heading.setAttribute("aria-sort", descending ? "descending" : "ascending");
  const body = table.tBodies[0];
  const rows = [...body.rows].sort((a, b) => compare(keyOf(a, column), keyOf(b, column), descending ? -1 : 1));
  body.append(...rows);
}

function makeSortable(table) {
  [...table.tHead.rows[0].cells].forEach((heading, column) =>
    heading.replaceChildren(button(heading.textContent, () => sortBy(table, column))));
}

function filterFor(table) {
  const label = document.createElement("label");
  label.textContent = words.filter;
  const input = document.createElement("input");
  input.type = "search";
  const none = document.createElement("span");
  none.role = "status";
  input.addEventListener("input", () => {
    const wanted = bare(input.value);
    let shown = 0;
    for (const row of table.tBodies[0].rows) {
      row.hidden = !bare(`${row.textContent} ${row.dataset.region || ""}`).includes(wanted);
      shown += !row.hidden;
    }
    none.textContent = shown ? "" : words.none;
  });
  label.append(input);
  return [label, none];
}

const lineOf = cell => {
  const copy = cell.cloneNode(true);
  for (const small of copy.querySelectorAll("small")) small.before(" ");
  return copy.textContent.replace(/\s+/g, " ").trim();
};

function asText(table) {
  const rows = [...table.rows].filter(row => !row.hidden);
  return rows.map(row => [...row.cells].map(lineOf).join("\t")).join("\n");
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
}

function copier(text) {
  const made = button(words.copy, async () => {
    await copy(text());
    made.textContent = words.copied;
  });
  made.className = "copy";
  return made;
}

const SORTED = 5, SEARCHED = 12;  // rows from which a table is sorted, and searched

for (const table of document.querySelectorAll(".exhibit .scroll table")) {
  const tools = document.createElement("div");
  tools.className = "tools";
  const rows = table.tBodies[0].rows.length;
  if (rows >= SORTED) makeSortable(table);
  if (rows >= SEARCHED) tools.append(...filterFor(table));
  tools.append(copier(() => asText(table)));
  const exhibit = table.closest(".exhibit");
  (exhibit.querySelector(".controls") || exhibit).prepend(tools);
}
for (const text of document.querySelectorAll(".cite p")) text.after(copier(() => text.textContent));

// On paper nothing can be unfolded: definitions and sources are printed open.
const folded = [...document.querySelectorAll("details.sources, details.definitions")].filter(one => !one.open);
addEventListener("beforeprint", () => folded.forEach(one => { one.open = true; }));
addEventListener("afterprint", () => folded.forEach(one => { one.open = false; }));
