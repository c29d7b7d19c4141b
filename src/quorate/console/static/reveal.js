// Shows a private field once, in this page only, and hides it by the clock or when it ends earlier.
import { keyId, ownKey, signed, tell } from "./sign.js";

const REVEAL = "quorate/reveal/v1\n";
const ASK_EVERY = 2000;
const place = document.querySelector("[data-shown]");
let timers = [];

function hide(why) {
  timers.forEach(clearInterval);
  timers = [];
  place.querySelector("[data-values]").replaceChildren();
  place.hidden = true;
  tell(why);
}

async function stillShown(reveal) {
  const answer = await fetch(`/console/reveals/${reveal}`).catch(() => null);
  if (timers.length && answer?.status !== 204) hide("Hidden: the time for seeing this is over.");
}

function show(said) {
  const lines = said.values.length ? said.values : ["The platform has none."];
  place.querySelector("[data-values]").replaceChildren(
    ...lines.map((line) => {
      const item = document.createElement("li");
      item.textContent = line;
      return item;
    }),
  );
  place.querySelector("[data-ends]").textContent = said.ends;
  place.hidden = false;
  timers = [
    setTimeout(() => hide("Hidden: the time for seeing this is over."), said.seconds * 1000),
    setInterval(() => stillShown(said.reveal), ASK_EVERY),
  ];
}

async function reveal(form) {
  const pair = await ownKey(document.body.dataset.person);
  const order = form.dataset.order;
  const fields = { order, key: await keyId(pair), sig: await signed(pair, REVEAL, order) };
  form.remove();
  const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(fields) });
  const said = await answer.json();
  if (!answer.ok) throw new Error(`${said.detail}. ${said.way_out ?? ""}`);
  show(said);
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-reveal]")) return;
  event.preventDefault();
  reveal(event.target).catch((problem) => tell(problem.message));
});
addEventListener("pagehide", () => hide(""));
