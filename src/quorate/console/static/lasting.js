// What one just did stands on every page, as the ledger has it, until it is hidden or old.
import { DOMAINS, isAway, keyId, ownKey, signed } from "/static/sign.js";

const HIDDEN = "quorate-hidden-acts";
const AGAIN = 60_000; // ms: acts grow old without an entry
const SOON = 3_000; // ms: where there was no answer, or a server too busy for one
const bar = document.querySelector("[data-lasting]");
let asked = 0;
let before = "";
let told = ""; // how many entries were about this person's proposals

const hidden = () => JSON.parse(sessionStorage.getItem(HIDDEN) ?? "[]");

function hide(mark) {
  sessionStorage.setItem(HIDDEN, JSON.stringify([...hidden(), mark].slice(-20)));
  bar.querySelector(`[data-mark="${mark}"]`)?.remove();
}

async function load() {
  const mine = ++asked;
  const answer = await fetch("/console/lasting").catch(() => null);
  const text = await answer?.text().catch(() => null);
  if (mine !== asked) return;
  const away = text == null || isAway(answer);
  if (away && document.visibilityState === "visible") setTimeout(() => mine === asked && load(), SOON);
  if (away || !answer.ok) return;
  const page = new DOMParser().parseFromString(text, "text/html");
  for (const mark of hidden()) page.querySelector(`[data-mark="${mark}"]`)?.remove();
  page.querySelector(`[data-mark]:has(a[href="${location.pathname}"])`)?.remove(); // its page tells it
  const acts = page.querySelector(".acts");
  told = acts.dataset.told;
  if (acts.innerHTML === before) return;
  before = acts.innerHTML;
  const open = bar.querySelector("details[open]");
  bar.replaceChildren(...document.adoptNode(page.body).childNodes);
  if (open) bar.querySelector("details")?.setAttribute("open", "");
}

async function undo(form) {
  const pair = await ownKey(document.body.dataset.person);
  const fields = { key: await keyId(pair), sig: await signed(pair, DOMAINS.statement, form.dataset.undo) };
  const answer = await fetch(form.getAttribute("action"), { method: "POST", body: new URLSearchParams(fields) });
  if (answer.ok) return load();
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  throw new Error(page.querySelector(".problem")?.innerText ?? bar.querySelector(".acts").dataset.failed);
}

bar.addEventListener("submit", (event) => {
  event.preventDefault();
  const button = event.target.querySelector("button");
  button.disabled = true;
  undo(event.target).catch((problem) => {
    button.disabled = false;
    bar.querySelector("[data-undone]").textContent = problem.message;
  });
});
bar.addEventListener("click", (event) => {
  const mark = event.target.closest("[data-dismiss]")?.closest("[data-mark]").dataset.mark;
  if (mark) hide(mark);
});
document.addEventListener("quorate:lasting", (event) => event.detail !== told && load());
document.addEventListener("quorate:shown", load);
load();
setInterval(load, AGAIN);
