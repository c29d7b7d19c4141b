// Handing over: each case that is given to a colleague is signed by itself, as on its own page.
import { keyId, ownKey, signed, tell } from "./sign.js";

const DECISION = "quorate/case-decision/v1\n";

async function send(form) {
  const pair = await ownKey(document.body.dataset.person);
  form.elements.key.value = await keyId(pair);
  for (const chosen of form.querySelectorAll("option[data-statement]:checked")) {
    const field = form.elements[`sig:${chosen.closest("select").name}`];
    field.value = await signed(pair, DECISION, chosen.dataset.statement);
  }
  form.submit();
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-handover]")) return;
  event.preventDefault();
  send(event.target).catch((problem) => tell(problem.message));
});
