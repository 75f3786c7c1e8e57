// What every page has: its colours, its keys, and moments in the reader's own time zone.
const root = document.documentElement;
const box = document.getElementById("search");
const count = document.getElementById("count");
const keys = document.getElementById("keys");

const themes = ["auto", "light", "dark"];
const theme = document.getElementById("theme");

function paint(name) {
  root.dataset.theme = name;
  theme.textContent = name[0].toUpperCase() + name.slice(1);
  theme.setAttribute("aria-label", `Colours: ${name}`);
}

function remembered() {
  try {
    const name = localStorage.getItem("gong-async-theme");
    return themes.includes(name) ? name : "auto";
  } catch {
    return "auto"; // a browser may keep nothing of a file
  }
}

theme.addEventListener("click", () => {
  const next = themes[(themes.indexOf(root.dataset.theme) + 1) % themes.length];
  paint(next);
  try {
    localStorage.setItem("gong-async-theme", next);
  } catch {
    // then it is for this page alone
  }
});

document.getElementById("help").addEventListener("click", () => keys.showModal());
document.getElementById("keys-close").addEventListener("click", () => keys.close());

const shortcuts = {
  "/": () => {
    box.focus();
    box.select();
  },
  "?": () => keys.showModal(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || keys.open) return;
  if (event.key === "Escape") {
    box.value = "";
    box.dispatchEvent(new Event("input"));
    box.blur();
  } else if (event.target !== box && shortcuts[event.key]?.(event) !== false) {
    if (event.key in shortcuts) event.preventDefault();
  }
});

for (const time of document.querySelectorAll("time[data-local]")) {
  const when = new Date(time.dateTime);
  if (!isNaN(when) && when.getTimezoneOffset() !== 0) {
    const shown = { hour: "2-digit", minute: "2-digit", timeZoneName: "short" };
    time.append(` (${when.toLocaleTimeString([], shown)})`);
  }
}

paint(remembered());
document.querySelector(".bar").hidden = false;
