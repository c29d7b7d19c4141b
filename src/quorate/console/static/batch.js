// One press, many signatures: each account's own statement is signed and sent by itself, in turn.
import { DOMAINS, keyId, ownKey, signed, tell } from "./sign.js";

const DOMAIN = { sign: DOMAINS.statement, undo: DOMAINS.statement, close: DOMAINS.decision };
let busy = false;

// "heard", "refused", or "unsent" where nobody answered: then nothing is lost, and it can be sent again.
async function send(pair, key, path, domain, text) {
  const fields = { key, sig: await signed(pair, domain, text) };
  const answer = await fetch(path, { method: "POST", body: new URLSearchParams(fields) }).catch(() => null);
  if (!answer || answer.status >= 500) return "unsent";
  return answer.ok ? "heard" : "refused";
}

function show(counts, all) {
  const place = document.querySelector("[data-progress]");
  const parts = [place.dataset.said.replace("{done}", counts.heard).replace("{all}", all)];
  if (counts.refused) parts.push(place.dataset.refused.replace("{refused}", counts.refused));
  if (counts.unsent) parts.push(place.dataset.unsent.replace("{unsent}", counts.unsent));
  place.textContent = `${parts.join("; ")}.`;
  place.hidden = false;
}

async function press(word) {
  const accounts = [...document.querySelectorAll("[data-account]")].filter((one) => one.dataset[word]);
  const jobs = accounts.map((one) => [`${one.dataset.account}/${word}`, one.dataset[word]]);
  const pair = await ownKey(document.body.dataset.person);
  const key = await keyId(pair);
  const counts = { heard: 0, refused: 0, unsent: 0 };
  for (const [path, text] of jobs) {
    counts[await send(pair, key, path, DOMAIN[word], text)] += 1;
    show(counts, jobs.length);
  }
  document.querySelector("#accounts").dispatchEvent(new Event("heard"));
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-batch]")) return;
  event.preventDefault();
  if (busy) return;
  busy = true;
  press(event.target.dataset.batch)
    .catch((problem) => tell(problem.message))
    .finally(() => (busy = false));
});

document.querySelector("[data-all]")?.addEventListener("change", (event) => {
  for (const box of document.querySelectorAll("input[name=case]")) box.checked = event.target.checked;
});
