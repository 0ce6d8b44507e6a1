"use strict";
const bare = text => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase().replace(/[^a-z0-9]+/g, "");
const form = document.querySelector(".find");
const field = form.querySelector("input");
const said = form.querySelector("[role=status]");
const list = document.getElementById("all");
const rows = [...document.querySelectorAll("[data-find]")].map(row => ({row, names: row.dataset.find.split("|").map(bare)}));
const tiles = new Map([...document.querySelectorAll(".map a")].map(tile => [tile.getAttribute("href"), tile]));
const leads = row => row.querySelector("a");

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
}

form.addEventListener("submit", event => {
  event.preventDefault();
  const wanted = bare(field.value), shown = rows.filter(({row}) => !row.hidden);
  const first = shown.find(({names}) => names[0] === wanted) || shown[0];
  if (first && wanted) leads(first.row).focus();
});
field.addEventListener("input", search);
for (const link of document.querySelectorAll("a[href='#all']")) link.addEventListener("click", () => { list.open = true; });
form.hidden = false;
if (field.value) search();
