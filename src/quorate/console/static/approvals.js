// The inbox: one paper at a time answers to the keys, and each shows how long it may be approved.
import { tell } from "./sign.js";

const WARNS = 15 * 60;
const papers = [...document.querySelectorAll("[data-paper]")];

function take(paper) {
  for (const one of papers) {
    one.toggleAttribute("data-current", one === paper);
    for (const act of one.querySelectorAll("[data-act]")) {
      if (one === paper) act.dataset.key = act.dataset.act;
      else delete act.dataset.key;
    }
  }
}

const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name]);

function lasts(seconds, words) {
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  if (hours) return fill(words.hours, { hours, minutes });
  return minutes ? fill(words.minutes, { minutes }) : fill(words.seconds, { seconds: Math.floor(seconds) });
}

// Told aloud once, when a quarter of an hour is left; the clock itself stays quiet.
function tick(clock) {
  const left = (Date.parse(clock.dataset.until) - Date.now()) / 1000;
  const soon = left < WARNS;
  if (soon && !clock.classList.contains("soon") && left > 0) tell(clock.dataset.warns);
  clock.classList.toggle("soon", soon);
  clock.textContent = left > 0 ? fill(clock.dataset.left, { left: lasts(left, clock.dataset) }) : clock.dataset.over;
}

const clocks = [...document.querySelectorAll("[data-until]")];
const all = () => clocks.forEach(tick);
if (clocks.length) {
  all();
  setInterval(all, 1000);
}

for (const paper of papers) paper.addEventListener("focusin", () => take(paper));
for (const asking of document.querySelectorAll("[data-asking]")) {
  const summary = asking.querySelector("summary");
  // Opened and focused in the same turn: what is typed next is the question, not keys.
  summary.addEventListener("click", (event) => {
    const byKey = event.detail === 0 && document.activeElement !== summary;
    if (asking.open && !byKey) return;
    event.preventDefault();
    asking.open = true;
    asking.querySelector("[name=question]").focus();
  });
}
const named = location.hash && document.getElementById(location.hash.slice(1));
if (papers.length) take(papers.includes(named) ? named : papers[0]);
