"use strict";
const bare = text => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase().replace(/[^a-z0-9]+/g, "");
const form = document.querySelector(".find");
const field = form.querySelector("input");
const said = form.querySelector("[role=status]");
const rows = [...document.querySelectorAll("[data-find]")].map(row => ({row, names: row.dataset.find.split("|").map(bare)}));

function search() {
  const wanted = bare(field.value);
  let shown = 0;
  for (const {row, names} of rows) {
    row.hidden = !names.some(name => name.includes(wanted));
    shown += !row.hidden;
  }
  const found = shown ? form.dataset.found.replace("#", shown) : form.dataset.none;
  said.textContent = wanted ? found : "";
}

form.addEventListener("submit", event => {
  event.preventDefault();
  const first = rows.find(({row}) => !row.hidden && row.querySelector("a"));
  if (first && field.value) first.row.querySelector("a").focus();
});
field.addEventListener("input", search);
form.hidden = false;
search();
