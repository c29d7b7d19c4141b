// Deciding an appeal in one click: the answer is committed to with a salt made here, and the key signs
// the decision, the restore and the reopening that go with it. Only then is anything sent.
import { DOMAINS, hex, keyId, ownKey, post, signed, tell } from "/static/sign.js";

const COMMITMENT = "quorate/commitment/v1\n";
const encoder = new TextEncoder();

async function commitment(kind, text, salt) {
  const key = await crypto.subtle.importKey("raw", salt, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const said = encoder.encode(`${COMMITMENT}${kind}\n${text}`);
  return hex(await crypto.subtle.sign("HMAC", key, said));
}

// As RFC 8785 spells it: every value is a text, the names in their order.
function spelled(ruling) {
  return JSON.stringify(ruling, Object.keys(ruling).sort());
}

async function rule(form, button) {
  const pair = await ownKey(document.body.dataset.person);
  const fields = Object.fromEntries(new FormData(form));
  const salt = crypto.getRandomValues(new Uint8Array(32));
  fields.text = fields.text.replaceAll("\r\n", "\n").trim();
  fields.outcome = button.value || fields.outcome;
  const outcome = fields.on ? `${fields.outcome} ${fields.on}` : fields.outcome;
  const text = await commitment(form.dataset.kind, fields.text, salt);
  const ruling = spelled({ ...JSON.parse(form.dataset.ruling), outcome, text });
  Object.assign(fields, { salt: hex(salt), key: await keyId(pair), sig: await signed(pair, DOMAINS.appeal, ruling) });
  if (button.dataset.restore) fields.restore_sig = await signed(pair, DOMAINS.statement, button.dataset.restore);
  if (button.dataset.reopen) fields.reopen_sig = await signed(pair, DOMAINS.decision, button.dataset.reopen);
  const told = await post(form.getAttribute("action"), fields);
  location.assign(told.at);
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-ruling]")) return;
  event.preventDefault();
  if (form.dataset.sent) return;
  form.dataset.sent = "1";
  rule(form, event.submitter).catch((problem) => {
    delete form.dataset.sent;
    tell(problem.message);
  });
});
