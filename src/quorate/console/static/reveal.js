// Shows a private field once, in this page only, and hides it by the clock or when it ends earlier.
import { keyId, ownKey, signed, tell } from "./sign.js";
import { say } from "./words.js";

const REVEAL = "quorate/reveal/v1\n";
const ASK_EVERY = 2000;
const ANSWER_IN = 4000; // ms: no answer is no leave to go on showing
const open = new Map();

function hide(place, why) {
  (open.get(place) ?? []).forEach(clearInterval);
  open.delete(place);
  place.querySelector("[data-values]").replaceChildren();
  place.hidden = true;
  tell(why);
}

async function stillShown(place, reveal) {
  const asking = { signal: AbortSignal.timeout(ANSWER_IN) };
  const answer = await fetch(`/console/reveals/${reveal}`, asking).catch(() => null);
  if (open.has(place) && answer?.status !== 204) hide(place, place.dataset.over);
}

function item(text) {
  const made = document.createElement("li");
  made.textContent = text;
  return made;
}

function part(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  made.dir = "auto";
  return made;
}

function message(line, mark) {
  const made = document.createElement("li");
  if (line.reported) made.setAttribute("aria-current", "true");
  const head = part("p", "");
  head.className = "meta";
  head.append(part("bdi", line.sender), ` ${line.at}`, line.reported ? ` · ${mark}` : "");
  made.append(head, part("p", line.text));
  return made;
}

function show(place, said) {
  const values = said.thread
    ? said.thread.map((line) => message(line, place.dataset.reported))
    : said.values.map(item);
  const list = place.querySelector("[data-values]");
  list.replaceChildren(...(values.length ? values : [item(place.dataset.none)]));
  place.querySelector("[data-ends]").textContent = said.ends;
  place.hidden = false;
  const over = () => hide(place, place.dataset.over);
  open.set(place, [
    setTimeout(over, said.seconds * 1000),
    setInterval(() => stillShown(place, said.reveal), ASK_EVERY),
  ]);
}

async function post(path, fields) {
  const answer = await fetch(path, { method: "POST", body: new URLSearchParams(fields) });
  const said = await answer.json();
  if (!answer.ok) throw new Error(`${said.detail}. ${said.way_out ?? ""}`);
  return said;
}

// One press: the order is asked for, signed and sent; it must say what stands beside the button.
async function orderOf(form) {
  if (form.dataset.order) return form.dataset.order;
  const { order } = await post(form.dataset.orders, new FormData(form));
  const told = JSON.parse(order);
  const person = document.body.dataset.person;
  const same = told.case === form.elements.case.value && told.purpose === form.elements.purpose.value;
  if (!same || told.field !== form.dataset.field || told.signer !== person)
    throw new Error(say("The order says something else than this page: nothing was signed."));
  return order;
}

async function reveal(form) {
  const place = document.getElementById(form.dataset.into);
  const pair = await ownKey(document.body.dataset.person);
  const order = await orderOf(form);
  const message = form.elements.message?.value ?? "";
  const fields = { order, key: await keyId(pair), sig: await signed(pair, REVEAL, order), message };
  if (form.dataset.order) form.remove(); // an order is good for one try
  form.hidden = true;
  show(place, await post(form.action, fields));
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-reveal]")) return;
  event.preventDefault();
  const form = event.target;
  reveal(form).catch((problem) => {
    form.hidden = false;
    tell(problem.message);
  });
});
const hideAll = () => [...open.keys()].forEach((place) => hide(place, ""));
addEventListener("pagehide", hideAll);
document.addEventListener("quorate:shown", hideAll);
