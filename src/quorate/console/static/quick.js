// A plain case in two keys: the first asks what would happen, the second signs what is shown. The
// next page was loaded meanwhile, and stands at once where its case is still free.
import { DOMAINS, keyId, ownKey, signed, wait } from "/static/sign.js";

const READ = 200; // ms: a key pressed sooner was pressed before anybody could have read what it signs
const AGAIN = 60_000; // ms: what was loaded ahead is loaded anew, and kept for this person
const PATIENCE = 30_000; // ms: so long a decision is sent again while the server does not answer

let ahead = null;
let shownAt = 0;
let asked = 0;
let shownPath = location.pathname;

const place = () => document.querySelector("[data-before]");
const quick = () => document.querySelector("[data-quick]");
const here = () => quick()?.dataset.here ?? "";
const parsed = (text) => new DOMParser().parseFromString(text, "text/html");

// Scripts that hear `quorate:shown` follow a page that changes under them; others need a new one.
function fits(next) {
  const names = (from) => [...from.querySelectorAll("script[src], link[rel=stylesheet]")].map((e) => e.src || e.href);
  const known = new Set(names(document));
  const old = [...document.querySelectorAll("script[src]")].some((script) => !("follows" in script.dataset));
  return !old && names(next).every((name) => known.has(name));
}

function show(next, at) {
  const main = document.querySelector("main");
  main.replaceWith(document.adoptNode(next.querySelector("main")));
  document.title = next.title;
  history.pushState(null, "", at);
  shownPath = location.pathname;
  scrollTo(0, 0);
  globalThis.htmx?.process(document.querySelector("main"));
  const head = document.querySelector("main h1");
  head?.setAttribute("tabindex", "-1");
  head?.focus({ preventScroll: true });
  document.dispatchEvent(new Event("quorate:shown"));
}

async function lookAhead() {
  ahead = null;
  if (!quick() || document.visibilityState !== "visible") return;
  const now = quick();
  const told = await fetch(`/console/queue/ahead?${here()}`, { method: "POST" });
  if (told.status !== 200) return;
  const next = await told.json();
  const page = await fetch(next.at + (next.at.includes("?") ? "&" : "?") + "ahead=true");
  if (!page.ok || now !== quick()) return;
  ahead = { ...next, page: parsed(await page.text()) };
  document.documentElement.dataset.ahead = next.case;
}

function lookAway() {
  if (ahead) navigator.sendBeacon("/console/queue/away");
  ahead = null;
}

// The whole page by a load of its own.
function wholePage(form) {
  for (const [name, value] of Object.entries(form.dataset)) {
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  }
  form.submit();
}

async function ask(form) {
  const mine = ++asked;
  for (const other of quick().querySelectorAll("[aria-pressed]")) other.removeAttribute("aria-pressed");
  form.querySelector("button").setAttribute("aria-pressed", "true");
  place().replaceChildren();
  const answer = await fetch(form.getAttribute("action"), {
    method: "POST",
    headers: { "HX-Request": "true" },
    body: new URLSearchParams([...new FormData(form), ...Object.entries(form.dataset)]),
  });
  const page = parsed(await answer.text());
  if (mine !== asked) return;
  const told = page.querySelector("[data-decide]");
  if (told) {
    place().replaceChildren(document.adoptNode(told));
    place().scrollIntoView({ block: "nearest" });
    told.querySelector("button").focus({ preventScroll: true });
    shownAt = performance.now();
  } else if (answer.ok && fits(page)) {
    show(page, location.href); // not plain: the whole page, with all that it asks
  } else if (answer.ok) {
    wholePage(form);
  } else {
    place().replaceChildren(...document.adoptNode(page.querySelector("main")).childNodes);
  }
}

function unsay() {
  asked++;
  place().replaceChildren();
  quick().querySelector("[aria-pressed]")?.focus();
  quick().querySelector("[aria-pressed]")?.removeAttribute("aria-pressed");
}

// Sent until it is answered: the server takes one decision once, however often it comes.
async function sent(path, fields, say) {
  for (const until = performance.now() + PATIENCE; ; await wait(400)) {
    const answer = await fetch(path, { method: "POST", body: new URLSearchParams(fields) }).catch(() => null);
    if (answer && answer.status < 500) return answer;
    if (performance.now() > until) throw new Error(say.dataset.gone);
    say.textContent = say.dataset.again;
  }
}

async function decide(form) {
  const say = form.querySelector("[data-said]");
  const pair = await ownKey(document.body.dataset.person);
  const fields = { ...Object.fromEntries(new FormData(form)), key: await keyId(pair) };
  fields.sig = await signed(pair, DOMAINS.statement, form.dataset.decide);
  if (form.dataset.closes) fields.close_sig = await signed(pair, DOMAINS.decision, form.dataset.closes);
  if (ahead) Object.assign(fields, { next: ahead.case, next_version: ahead.version, next_came_in: ahead.came_in });
  const loaded = ahead;
  const answer = await sent(`${form.getAttribute("action")}?${here()}`, fields, say);
  const told = await answer.json();
  if (!answer.ok) throw new Error(`${told.detail} ${told.way_out ?? ""}`);
  if (told.as_seen && loaded && fits(loaded.page)) {
    ahead = null;
    show(loaded.page, told.at);
  } else {
    location.assign(told.at);
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("[data-decide]")) {
    event.preventDefault();
    if (form.dataset.sent || performance.now() - shownAt < READ) return;
    form.dataset.sent = "1";
    decide(form).catch((problem) => {
      delete form.dataset.sent;
      form.querySelector("[data-said]").textContent = problem.message;
    });
  } else if (form.closest("[data-quick]")) {
    event.preventDefault();
    ask(form).catch((problem) => (place().textContent = problem.message));
  }
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-unsaid]")) unsay();
});
document.addEventListener("quorate:shown", () => lookAhead().catch(() => {}));
document.addEventListener("visibilitychange", () => !ahead && lookAhead().catch(() => {}));
addEventListener("pagehide", lookAway);
addEventListener("popstate", () => location.pathname !== shownPath && location.reload());
// A key held down is one press.
document.addEventListener("keydown", (event) => {
  if (event.repeat && event.key === "Enter" && event.target.closest?.("[data-decide]")) event.preventDefault();
});
setInterval(() => lookAhead().catch(() => {}), AGAIN);
lookAhead().catch(() => {});
