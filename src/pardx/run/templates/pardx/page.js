"use strict";
const collator = new Intl.Collator(document.documentElement.lang, {numeric: true});
const bare = text => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase();

function keyOf(row, column) {
  const cell = row.cells[column];
  return cell.dataset.key === "" ? null : cell.dataset.key;
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

for (const exhibit of document.querySelectorAll("[data-sortable]")) {
  const table = exhibit.querySelector("table");
  [...table.tHead.rows[0].cells].forEach((heading, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = heading.textContent;
    button.addEventListener("click", () => sortBy(table, column));
    heading.replaceChildren(button);
  });
  const label = document.createElement("label");
  label.className = "filter";
  label.textContent = exhibit.dataset.filter;
  const input = document.createElement("input");
  input.type = "search";
  input.addEventListener("input", () => {
    const wanted = bare(input.value);
    for (const row of table.tBodies[0].rows) row.hidden = !bare(row.cells[0].textContent + row.cells[1].textContent).includes(wanted);
  });
  label.append(input);
  exhibit.prepend(label);
}
