// The list of calls: filtered, sorted, and shown a hundred at a time.
const ID = 0, TITLE = 1, WHEN = 2, LONG = 3, COMPANY = 4, PEOPLE = 5, HEARD = 6, PAGE = 7;
const { calls, names } = JSON.parse(document.getElementById("data").textContent);
const body = document.querySelector("tbody");
const row = document.getElementById("row").content;
const more = document.getElementById("more");
const heads = [...document.querySelectorAll("th[scope] button")];
const facets = [...document.querySelectorAll(".bars button")];
const among = { people: PEOPLE, heard: HEARD };
const named = (places) => places.map((place) => names[place]);
const texts = calls.map((call) =>
  [call[ID], call[TITLE], ...named(call[PEOPLE]), ...named(call[COMPANY])].join(" ").toLowerCase(),
);
const collator = new Intl.Collator();
let order = calls.map((_, number) => number);
let listed = order;
let shown = 0;

function clock(seconds) {
  if (seconds === null) return "";
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const two = (number) => String(number).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

function isolated(list) {
  // Names in a row, each in an element of its own, so that none reorders its neighbours.
  return named(list).flatMap((name, place) => {
    const element = document.createElement("bdi");
    element.textContent = name;
    return place ? [", ", element] : [element];
  });
}

function line(call) {
  const made = row.cloneNode(true);
  const set = (selector, text) => (made.querySelector(selector).textContent = text);
  const title = made.querySelector("a");
  title.textContent = call[TITLE] || "(no title)";
  if (call[PAGE]) title.href = `${encodeURIComponent(call[ID])}.html`;
  set("code", call[ID]);
  set(".when", call[WHEN].replace("T", " ") || "no date");
  set(".long", clock(call[LONG]));
  if (made.querySelector(".company")) set(".company", names[call[COMPANY][0]]);
  made.querySelector(".who").append(...isolated(call[PEOPLE]));
  return made;
}

function show() {
  body.append(...listed.slice(shown, shown + 100).map((number) => line(calls[number])));
  shown = Math.min(shown + 100, listed.length);
  more.hidden = shown === listed.length;
}

function filter() {
  const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
  const pressed = facets
    .filter((facet) => facet.ariaPressed === "true")
    .map((facet) => [among[facet.dataset.kind], names.indexOf(facet.dataset.name)]);
  listed = order.filter(
    (number) =>
      words.every((word) => texts[number].includes(word)) &&
      pressed.every(([column, place]) => calls[number][column].includes(place)),
  );
  const all = listed.length === calls.length && !words.length && !pressed.length;
  const found = listed.length === 1 ? "1 call" : `${listed.length.toLocaleString("en")} calls`;
  count.value = all ? "" : found;
  shown = 0;
  body.replaceChildren();
  show();
}

function value(call, column) {
  return column === COMPANY ? names[call[COMPANY][0]] : call[column];
}

function sort(head) {
  const column = Number(head.dataset.column);
  const cell = head.closest("th");
  const down = cell.ariaSort ? cell.ariaSort === "ascending" : column === WHEN || column === LONG;
  for (const other of heads) other.closest("th").removeAttribute("aria-sort");
  cell.ariaSort = down ? "descending" : "ascending";
  const compare = column === LONG ? (a, b) => (a ?? -1) - (b ?? -1) : collator.compare;
  order.sort((a, b) => compare(value(calls[a], column), value(calls[b], column)) * (down ? -1 : 1));
  filter();
}

box.addEventListener("input", filter);
more.addEventListener("click", show);
for (const head of heads) head.addEventListener("click", () => sort(head));
for (const facet of facets) {
  facet.addEventListener("click", () => {
    facet.ariaPressed = facet.ariaPressed === "true" ? "false" : "true";
    filter();
  });
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || keys.open) return;
  for (const facet of facets) facet.ariaPressed = "false";
  filter();
});

document.querySelector("table").hidden = false;
filter();
