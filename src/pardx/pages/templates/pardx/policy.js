"use strict";
// One's own province, the index that is shown, and the card of what is pointed at.
const all = (query, within = document) => [...within.querySelectorAll(query)];
const row = code => document.getElementById(`u-${code}`);
const letters = all("#own-pick ~ *, .strips tr[data-i]").map(one => one.dataset.i).filter(Boolean);
const pick = document.getElementById("own-pick");

function remember(name, value) {
  const asked = new URLSearchParams(location.hash.slice(1).replace(/^u-\d+$/, ""));
  asked.set(name, value);
  history.replaceState(null, "", `#${asked}`);
}

function choose(code) {
  const listed = row(code);
  if (!listed) return;
  for (const one of all(".own")) one.classList.remove("own");
  for (const one of all(`[data-u="${code}"], #u-${code}`)) one.classList.add("own");
  for (const one of all("circle")) one.classList.toggle("reg", one.classList.contains(`r${listed.dataset.r}`));
  for (const one of all("circle.own")) one.parentNode.append(one);
  for (const line of all(".strips tr[data-i]")) {
    const cell = listed.cells[1 + letters.indexOf(line.dataset.i)];
    for (const shown of all("[data-own]", line)) {
      const said = cell.querySelector(`.${shown.dataset.own}`).textContent;
      shown.textContent = shown.dataset.own === "r" && /^\d+$/.test(said) ? `${said}/${line.dataset.n}` : said;
    }
  }
  const link = listed.querySelector("a");
  document.getElementById("own-name").textContent = link.textContent;
  document.getElementById("own-region").textContent = listed.dataset.region;
  document.getElementById("own-brief").setAttribute("href", link.getAttribute("href"));
  pick.value = code;
}

function show(letter) {
  for (const one of all(`.sw .i-${letter}`)) one.checked = true;
}

if (pick && letters.length) {
  pick.hidden = false;
  pick.addEventListener("change", () => { choose(pick.value); remember("p", pick.value); });
  document.addEventListener("change", event => {
    const of = event.target.closest(".sw .switch");
    if (of) { show(event.target.value); remember("i", event.target.value); }
  });
  const recall = () => {
    const asked = new URLSearchParams(location.hash.slice(1));
    if (asked.get("p")) choose(asked.get("p"));
    if (letters.includes(asked.get("i"))) show(asked.get("i"));
  };
  addEventListener("hashchange", recall);
  const led = location.hash.match(/^#u-(\d+)$/);  // led here for one province: its own lines first
  const leads = led && row(led[1]);
  if (leads) remember("p", led[1]);
  recall();
  if (leads) document.getElementById("own").scrollIntoView({block: "nearest", behavior: "instant"});

  const card = document.createElement("div");
  card.id = "card";
  card.hidden = true;
  document.body.append(card);
  const point = event => {
    const mark = event.target.closest && event.target.closest("[data-u]");
    card.hidden = !mark;
    if (!mark) return;
    const listed = row(mark.dataset.u);
    const line = mark.closest("[data-i]");
    const letter = line ? line.dataset.i : mark.closest(".sw").querySelector(".switch :checked").value;
    const place = letters.indexOf(letter), cell = listed.cells[1 + place];
    const said = [...cell.children].map(one => one.textContent);
    const heads = all("#tab-ranks .switch label").map(one => one.textContent);
    const index = listed.closest("table").tHead.rows[0].cells[1 + place].textContent;
    const name = document.createElement("b");
    name.textContent = listed.cells[0].textContent;
    const grade = cell.dataset.g ? ` · ${document.body.dataset.grade} ${cell.dataset.g}` : "";
    card.replaceChildren(name, `${index} · ${heads.map((head, at) => `${head.toLowerCase()} ${said[at]}`).join(" · ")}${grade}`);
    const box = mark.getBoundingClientRect();
    card.style.left = `${Math.max(4, Math.min(box.left + scrollX, scrollX + innerWidth - card.offsetWidth - 8))}px`;
    card.style.top = `${box.top + scrollY - card.offsetHeight - 8 < scrollY ? box.bottom + scrollY + 8 : box.top + scrollY - card.offsetHeight - 8}px`;
  };
  document.addEventListener("pointerover", point);
  document.addEventListener("focusin", point);
  document.addEventListener("keydown", event => { if (event.key === "Escape") card.hidden = true; });
}
