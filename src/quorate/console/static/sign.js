// The reviewer's key lives in this browser, cannot be exported, and signs what the page shows.
import { say } from "./words.js";

export const DOMAINS = {
  statement: "quorate/statement/v1\n",
  amendment: "quorate/amendment/v2\n",
  decision: "quorate/case-decision/v1\n",
  order: "quorate/order/v1\n",
  appeal: "quorate/appeal-decision/v1\n",
  legal: "quorate/legal-order/v1\n",
};
const SIGN_IN = "quorate/sign-in/v1\n";
const encoder = new TextEncoder();

export const hex = (buffer) => Array.from(new Uint8Array(buffer), (b) => b.toString(16).padStart(2, "0")).join("");
const sha256 = (text) => crypto.subtle.digest("SHA-256", encoder.encode(text));

function store(mode, use) {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open("quorate", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("keys");
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const request = use(opening.result.transaction("keys", mode).objectStore("keys"));
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    };
  });
}

export async function ownKey(person) {
  const known = await store("readonly", (keys) => keys.get(person));
  if (known) return known;
  const made = await crypto.subtle.generateKey({ name: "Ed25519" }, false, ["sign", "verify"]);
  await store("readwrite", (keys) => keys.put(made, person));
  return made;
}

async function publicHex(pair) {
  return hex(await crypto.subtle.exportKey("raw", pair.publicKey));
}

export async function keyId(pair) {
  const raw = await crypto.subtle.exportKey("raw", pair.publicKey);
  return hex(await crypto.subtle.digest("SHA-256", raw)).slice(0, 16);
}

export async function signed(pair, domain, text) {
  return hex(await crypto.subtle.sign("Ed25519", pair.privateKey, await sha256(domain + text)));
}

export const wait = (ms) => new Promise((done) => setTimeout(done, ms));
// Nothing was said, or only that the server is too busy for it: asked again it may be.
export const isAway = (answer) => !answer || answer.status === 429 || answer.status >= 500;

export function tell(text) {
  const place = document.querySelector("[data-tell]");
  if (place) place.textContent = text;
}

export async function post(path, fields) {
  const answer = await fetch(path, { method: "POST", body: new URLSearchParams(fields) });
  const said = await answer.json();
  if (!answer.ok) throw new Error(`${said.detail} ${said.way_out ?? ""}`);
  return said;
}

async function signIn(form) {
  const person = form.dataset.person;
  const pair = await ownKey(person);
  const asked = await post("/console/sign-in/key", { invite: form.dataset.invite, public: await publicHex(pair) });
  if (asked.state !== "enrolled") {
    tell(say("Your browser made a key. Three founders have to enrol it; this page waits."));
    setTimeout(() => signIn(form).catch((problem) => tell(problem.message)), 500);
    return;
  }
  const challenge = asked.challenge;
  const fields = { key: await keyId(pair), challenge, sig: await signed(pair, SIGN_IN, challenge) };
  await post("/console/sign-in", fields);
  location.assign("/console/queue");
}

async function offerKey() {
  const pair = await ownKey(document.body.dataset.person);
  await post("/console/me/keys", { public: await publicHex(pair) });
  tell(say("Asked. Three founders have to enrol it; then it stands in the list above."));
}

// Only the page in front holds a stream: browsers keep few connections for one site.
let watch = null;
function endWatch() {
  watch?.close();
  watch = null;
}
function watchSession() {
  endWatch();
  if (!document.body.dataset.person || document.visibilityState !== "visible") return;
  const beside = document.querySelector("[data-beside]");
  watch = new EventSource(beside?.dataset.beside ?? "/console/live");
  watch.addEventListener("beside", (event) => (beside.textContent = event.data));
  watch.addEventListener("lasting", (event) => document.dispatchEvent(new CustomEvent("quorate:lasting", { detail: event.data })));
  watch.addEventListener("over", () => location.reload());
  const mine = watch;
  watch.addEventListener("error", () => mine.readyState === EventSource.CLOSED && reopen(mine, REFUSED));
}

// A refused stream the browser neither opens again nor explains; a request of one's own tells why.
const REFUSED = 3_000; // ms, and twice as long each time
const LONGEST = 60_000;
async function reopen(stream, pause) {
  await wait(pause);
  if (stream !== watch) return;
  const asking = new AbortController();
  const answer = await fetch(stream.url, { signal: asking.signal }).catch(() => null);
  asking.abort();
  if (stream !== watch) return;
  if (answer?.ok) watchSession();
  else if (answer?.status === 401) location.reload();
  else if (isAway(answer)) reopen(stream, Math.min(2 * pause, LONGEST));
}

async function signStatement(form, submitter) {
  const typed = form.querySelector("[data-typed]");
  if (typed && typed.value.trim() !== typed.dataset.typed) {
    tell(say("Type %(account)s to sign.", { account: typed.dataset.typed }));
    typed.focus();
    return;
  }
  const pair = await ownKey(document.body.dataset.person);
  const domain = DOMAINS[form.dataset.domain ?? "statement"];
  const chosen = form.querySelector("option[data-statement]:checked");
  const statement = (chosen ?? submitter)?.dataset.statement ?? form.dataset.statement;
  form.elements.key.value = await keyId(pair);
  form.elements.sig.value = await signed(pair, domain, statement);
  const interim = form.querySelector("[data-interim]:checked");
  if (interim) form.elements.interim_sig.value = await signed(pair, domain, interim.dataset.interim);
  if (submitter?.hasAttribute("formaction")) form.action = submitter.formAction;
  form.submit();
}

// An order holds for seconds, so its instant is that of the click; the keys stand in RFC 8785's order.
async function signOrder(form) {
  const said = { ...JSON.parse(form.dataset.order), about: form.elements.about.value, at: new Date().toISOString() };
  const order = JSON.stringify(said, Object.keys(said).sort());
  const pair = await ownKey(document.body.dataset.person);
  form.elements.order.value = order;
  form.elements.key.value = await keyId(pair);
  form.elements.sig.value = await signed(pair, DOMAINS.order, order);
  form.submit();
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("[data-sign-in]")) {
    event.preventDefault();
    signIn(form).catch((problem) => tell(problem.message));
  } else if (form.matches("[data-offer-key]")) {
    event.preventDefault();
    offerKey().catch((problem) => tell(problem.message));
  } else if (form.matches("[data-order]:not([data-reveal])")) {
    event.preventDefault();
    signOrder(form).catch((problem) => tell(problem.message));
  } else if (form.matches("[data-sign]")) {
    event.preventDefault();
    signStatement(form, event.submitter).catch((problem) => tell(problem.message));
  }
});

// Until here a press would send a form that nobody signed; `console.css` lets none through.
document.documentElement.dataset.signs = "";
document.addEventListener("visibilitychange", watchSession);
document.addEventListener("quorate:shown", watchSession);
// Signing out ends the stream as well: the page that comes next must not be loaded over.
for (const gone of ["beforeunload", "pagehide"]) addEventListener(gone, endWatch);
watchSession();

if (!window.isSecureContext) {
  tell(say("This page needs https or localhost: browsers keep signing keys for secure pages only."));
}
