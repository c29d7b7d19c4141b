// Asks the authenticator for exactly the challenge of the page, which the signer made from the
// proposal's or amendment's own bytes, and hands the answer on. Nothing here decides anything.
import { say } from "./words.js";

const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const hex = (buffer) => Array.from(new Uint8Array(buffer), (b) => b.toString(16).padStart(2, "0")).join("");

function tell(text, good = false) {
  const place = document.querySelector("[data-tell]");
  place.textContent = text;
  place.classList.toggle("good", good);
}

async function post(path, body) {
  const answer = await fetch(`${path}?language=${document.documentElement.lang}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  const said = await answer.json();
  if (!answer.ok) throw new Error(said.told ?? say("It was refused."));
  return said;
}

function typed() {
  const field = document.querySelector("[data-typed]");
  if (!field || field.value.trim() === field.dataset.typed) return true;
  tell(say("Type %(account)s to sign.", { account: field.dataset.typed }));
  field.focus();
  return false;
}

async function sign(button) {
  if (!typed()) return;
  const page = document.querySelector("main").dataset;
  const known = JSON.parse(page.passkeys);
  const found = await navigator.credentials.get({
    publicKey: {
      challenge: bytes(button.dataset.challenge),
      rpId: page.rpId,
      allowCredentials: Object.keys(known).map((id) => ({ type: "public-key", id: bytes(id) })),
      userVerification: "required",
      timeout: 120000,
    },
  });
  const answer = found.response;
  const assertion = {
    client_data: hex(answer.clientDataJSON),
    authenticator_data: hex(answer.authenticatorData),
    signature: hex(answer.signature),
  };
  const said = await post(`${page.path}/${button.dataset.word}`, { key: known[found.id], assertion });
  for (const other of document.querySelectorAll("button")) other.disabled = true;
  tell(say("Signed by %(who)s: %(word)s.", { who: said.who, word: button.dataset.said }), true);
}

async function make(button) {
  const page = document.querySelector("main").dataset;
  const options = PublicKeyCredential.parseCreationOptionsFromJSON(JSON.parse(page.options));
  const made = await navigator.credentials.create({ publicKey: options });
  const kept = await post("/passkeys", { link: page.link, credential: made.toJSON() });
  button.disabled = true;
  document.querySelector("[data-key]").textContent = kept.key;
  document.querySelector("[data-row]").textContent = kept.row;
  document.querySelector("[data-made]").hidden = false;
  tell(say("Made. It counts once a quorum has enrolled it."), true);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const work = button.dataset.word ? sign : make;
  work(button).catch((problem) => tell(problem.message));
});

if (!window.isSecureContext || !window.PublicKeyCredential) {
  tell(say("This page needs https or localhost, and a browser with passkeys."));
}
