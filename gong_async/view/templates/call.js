// The search in the transcript, and the way through it turn by turn.
const sentences = [...document.querySelectorAll(".said")];
const turns = [...document.querySelectorAll(".turn")];
let hits = [];
let here = -1;

// As one types it: any case, any blanks, either apostrophe.
function pattern(typed) {
  const text = typed.trim().replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
  return text && new RegExp(text.replace(/\s+/g, "\\s+").replace(/['’]/g, "['’]"), "giu");
}

function range(element, start, end) {
  // What a tracker found is an element of its own: the text is in several nodes.
  const found = document.createRange();
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  let at = 0;
  while (walker.nextNode()) {
    const { data } = walker.currentNode;
    if (start >= at && start < at + data.length) found.setStart(walker.currentNode, start - at);
    if (end > at && end <= at + data.length) found.setEnd(walker.currentNode, end - at);
    at += data.length;
  }
  return found;
}

function show(name, ranges) {
  // A browser that cannot colour ranges still marks the lines that they are in.
  if (CSS.highlights) CSS.highlights.set(name, new Highlight(...ranges));
}

function search() {
  const wanted = pattern(box.value);
  hits = [];
  here = -1;
  for (const said of sentences) {
    const matches = wanted ? [...said.textContent.matchAll(wanted)] : [];
    said.closest(".line").classList.toggle("hit", matches.length > 0);
    for (const { index, 0: text } of matches) {
      hits.push({ said, range: range(said, index, index + text.length) });
    }
  }
  show("found", hits.map((hit) => hit.range));
  mark();
}

function mark() {
  document.querySelector(".line.here")?.classList.remove("here");
  const hit = hits[here];
  hit?.said.closest(".line").classList.add("here");
  show("here", hit ? [hit.range] : []);
  const all = hits.length === 1 ? "1 match" : `${hits.length} matches`;
  count.value = !box.value.trim() ? "" : hit ? `${here + 1} of ${hits.length}` : all;
  hit?.said.scrollIntoView({ block: "center" });
}

function step(by) {
  if (!hits.length) return;
  here = here < 0 && by < 0 ? hits.length - 1 : (here + by + hits.length) % hits.length;
  mark();
}

box.addEventListener("input", search);
box.addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  event.preventDefault();
  step(event.shiftKey ? -1 : 1);
});

function go(turn) {
  turn?.focus({ preventScroll: true });
  turn?.scrollIntoView({ block: "center" });
}

function move(by) {
  const at = turns.indexOf(document.activeElement.closest(".turn"));
  if (at >= 0) return go(turns[at + by]);
  const below = turns.findIndex((turn) => turn.getBoundingClientRect().top > 0);
  return go(turns[by > 0 ? below : Math.max(0, below - 1)]);
}

function arrow(by) {
  // Elsewhere the arrows scroll, as everywhere.
  if (!document.activeElement.closest(".turn")) return false;
  return move(by);
}

Object.assign(shortcuts, {
  j: () => move(1),
  k: () => move(-1),
  ArrowDown: () => arrow(1),
  ArrowUp: () => arrow(-1),
});

const timeline = document.querySelector(".timeline");
const length = Number(timeline?.dataset.length);

document.getElementById("transcript").addEventListener("focusin", (event) => {
  const turn = event.target.closest(".turn");
  if (!turn || !timeline) return;
  const x = `${((100 * turn.dataset.ms) / length).toFixed(2)}%`;
  for (const line of timeline.querySelectorAll(".now")) {
    line.setAttribute("x1", x);
    line.setAttribute("x2", x);
    line.classList.add("set");
  }
});

timeline?.addEventListener("click", (event) => {
  const lane = event.target.closest("svg:not(.band)");
  if (!lane || event.target.closest("a")) return;
  const area = lane.getBoundingClientRect();
  const ms = (length * (event.clientX - area.left)) / area.width;
  go(turns.findLast((turn) => turn.dataset.ms <= ms) ?? turns[0]);
});
