"use strict";
const bare = text => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase().replace(/[^a-z0-9]+/g, "");
const form = document.querySelector(".find");
const field = form.querySelector("input");
const said = form.querySelector("[role=status]");
const hits = form.querySelector("ul");
const list = document.getElementById("all");
const rows = [...document.querySelectorAll("[data-find]")].map(row => ({row, names: row.dataset.find.split("|").map(bare)}));
const tiles = new Map([...document.querySelectorAll(".map a")].map(tile => [tile.getAttribute("href"), tile]));
const leads = row => row.querySelector("a");

function offer(wanted) {
  const near = ({names}) => names[0] === wanted ? 0 : names[0].startsWith(wanted) ? 1 : 2;
  const shown = wanted ? rows.filter(({row}) => !row.hidden).sort((a, b) => near(a) - near(b)) : [];
  const links = new Map();
  for (const column of [0, 1]) for (const {row} of shown) {
    const {href, textContent} = row.cells[column].firstElementChild;
    if (!links.has(href)) links.set(href, column ? form.dataset.since.replace("#", textContent) : textContent);
  }
  hits.replaceChildren(...[...links].slice(0, 5).map(([href, text]) => {
    const item = document.createElement("li"), link = item.appendChild(document.createElement("a"));
    link.href = href;
    link.textContent = text;
    return item;
  }));
}

function search() {
  const wanted = bare(field.value);
  let shown = 0;
  for (const {row, names} of rows) {
    row.hidden = !names.some(name => name.includes(wanted));
    shown += !row.hidden;
    tiles.get(leads(row).getAttribute("href")).classList.toggle("found", Boolean(wanted) && !row.hidden);
  }
  if (wanted) list.open = true;
  said.textContent = wanted ? (shown ? form.dataset.found.replace("#", shown) : form.dataset.none) : "";
  offer(wanted);
}

form.addEventListener("submit", event => {
  event.preventDefault();
  const wanted = bare(field.value), shown = rows.filter(({row}) => !row.hidden);
  if (!wanted || !shown.length) return;
  const meant = shown.find(({names}) => names[0] === wanted) || (shown.length === 1 && shown[0]);
  if (meant) leads(meant.row).click();
  else leads(shown[0].row).focus();
});
field.addEventListener("input", search);
for (const link of document.querySelectorAll("a[href='#all']")) link.addEventListener("click", () => { list.open = true; });
form.hidden = false;
if (field.value) search();
