// Every action by key. An element names its own in `data-key`: "n", or "g q" for one after the other.
import { say } from "./words.js";

const OFF = "quorate-keys-off";
const WAIT = 1500;
const EDITED = "input:not([type=radio]):not([type=checkbox]), select, textarea, [contenteditable]";

const help = document.querySelector("#keys-help");
let before = "";
let timer = 0;

const shown = (element) => element.getClientRects().length > 0;
const keyed = () => [...document.querySelectorAll("[data-key]")].filter(shown);
const rowLinks = () => [...document.querySelectorAll("tbody tr a:first-of-type, [data-row]")].filter(shown);
const isOff = () => localStorage.getItem(OFF) !== null;

function wordsOf(element) {
  return (element.dataset.does ?? element.closest("label")?.innerText ?? element.innerText).trim().split("\n")[0];
}

function row(keys, words) {
  const dt = document.createElement("dt");
  const dd = document.createElement("dd");
  for (const key of keys.split(" ")) {
    const kbd = document.createElement("kbd");
    kbd.textContent = key;
    dt.append(kbd, " ");
  }
  dd.textContent = words;
  return [dt, dd];
}

function showHelp() {
  const found = keyed().map((element) => row(element.dataset.key, wordsOf(element)));
  if (rowLinks().length) found.push(row("j k", say("Next row, row before")));
  help.querySelector("dl").replaceChildren(...found.flat(), ...row("?", say("These keys")), ...row("Esc", say("Close")));
  help.showModal();
}

function use(element) {
  if (element.matches("input[type=radio]")) {
    element.checked = true;
    element.form.requestSubmit();
  } else if (element.matches(EDITED)) {
    element.focus();
  } else {
    element.click();
  }
}

// From row to row of a table: the focus goes along the rows' first links.
function move(step) {
  const links = rowLinks();
  const here = links.indexOf(document.activeElement);
  links.at(here < 0 ? (step > 0 ? 0 : -1) : Math.min(Math.max(here + step, 0), links.length - 1))?.focus();
}

function typed(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || event.isComposing) return;
  if (event.key === "Enter" && event.target.closest("a, button, summary")) return; // its own key
  if (event.target.matches(EDITED) || document.querySelector("dialog[open]")) return;
  if (event.key === "?") return showHelp();
  if (isOff()) return;
  if (event.key === "j" || event.key === "k") return move(event.key === "j" ? 1 : -1);
  const pressed = before ? `${before} ${event.key}` : event.key;
  const names = keyed();
  const found = names.find((element) => element.dataset.key === pressed);
  clearTimeout(timer);
  before = "";
  if (found) {
    event.preventDefault();
    use(found);
  } else if (names.some((element) => element.dataset.key.startsWith(`${pressed} `))) {
    before = pressed;
    timer = setTimeout(() => (before = ""), WAIT);
  }
}

if (help) {
  const off = help.querySelector("[data-keys-off]");
  off.checked = isOff();
  off.addEventListener("change", () => (off.checked ? localStorage.setItem(OFF, "") : localStorage.removeItem(OFF)));
  document.querySelector("[data-keys-help]").addEventListener("click", showHelp);
  document.addEventListener("keydown", typed);
}
