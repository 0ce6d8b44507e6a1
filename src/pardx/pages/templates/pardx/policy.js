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

// One's own figure is drawn when it is saved, as it is shown: no file beforehand has the province chosen.
const plain = text => text.replace(/[&<>]/g, one => `&#${one.charCodeAt()};`);

function written(x, y, size, said, more = "") {
  return `<text x="${x}" y="${y}" font-size="${size}" ${more}>${plain(said)}</text>`;
}

function stripAt(strip, x, y) {
  const marks = all("path, circle", strip).map(mark => {
    const is = getComputedStyle(mark), colours = `fill="${is.fill}" stroke="${is.stroke}"`;
    return mark.matches("path") ? `<path d="${mark.getAttribute("d")}" ${colours}/>`
      : `<circle cx="${mark.getAttribute("cx")}" cy="8" r="${parseFloat(is.r)}" ${colours}/>`;
  });
  return `<g transform="translate(${x} ${y})">${marks.join("")}</g>`;
}

function wrapped(text, most) {
  return text.split(" ").reduce((lines, word) => {
    const longer = `${lines.at(-1)} ${word}`.trim();
    return longer.length > most ? [...lines, word] : [...lines.slice(0, -1), longer];
  }, [""]);
}

function ownFigure(box) {
  const page = getComputedStyle(document.body), end = 'text-anchor="end"', bold = 'font-weight="700"';
  const name = document.getElementById("own-name").textContent, heads = all("thead th", box), top = 90, high = 34;
  const rows = all("tbody tr", box);
  const parts = [written(16, 30, 18, `${name}, ${box.dataset.year}`, bold), written(16, 50, 12, document.getElementById("own-region").textContent),
    written(328, 74, 11, heads[1].textContent, end), written(450, 74, 11, heads[2].textContent, end), written(464, 74, 11, heads[3].textContent)];
  rows.forEach((line, at) => {
    const y = top + high * at + 8, [head, rank, score] = line.cells;
    parts.push(written(16, y, 13, head.firstChild.textContent, bold), written(16, y + 13, 11, head.querySelector("small").textContent),
      written(328, y, 13, rank.textContent, end), written(450, y, 13, score.textContent, end), stripAt(line.querySelector("svg"), 464, y - 12));
  });
  const below = top + high * rows.length + 12, notes = [box.querySelector(".subtitle.dash").firstChild.textContent.trim(), ...wrapped(box.dataset.source, 120)];
  notes.forEach((said, at) => parts.push(written(16, below + 16 * at, 11, said)));
  const height = below + 16 * notes.length;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="800" height="${height}" viewBox="0 0 800 ${height}" font-family="${page.fontFamily.replaceAll('"', "'")}" fill="${page.color}"><rect width="800" height="${height}" fill="${page.backgroundColor}"/>${parts.join("")}</svg>`;
}

function save(text, file) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], {type: "image/svg+xml"}));
  link.download = file;
  link.click();
  URL.revokeObjectURL(link.href);
}

if (pick && letters.length) {
  const box = document.getElementById("own");
  const saver = button(box.dataset.save, () => save(ownFigure(box), `${bare(document.getElementById("own-name").textContent).replace(/\W+/g, "-")}-${box.dataset.year}.svg`));
  saver.className = "copy";
  saver.id = "own-save";
  box.querySelector(".subtitle.dash").append(" ", saver);
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
