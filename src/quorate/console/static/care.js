// Shows a reported picture, film or sound while its button is held, or from press to press. Until it
// is first wanted nothing is loaded; a moving picture stands still until it is shown.
const FAILED = "data-refused";
const WAIT = 1500; // ms: as long as keys.js waits for the second key after g
const edited = "input:not([type=radio]):not([type=checkbox]), select, textarea, [contenteditable]";

let led = -WAIT;

const figureOf = (element) => element.closest?.("[data-show]")?.closest("[data-from]");
const held = (figure) => figure.hasAttribute("data-held");

function refused(figure) {
  figure.querySelector("[data-waits]")?.remove();
  figure.querySelector(".frame").querySelectorAll("img, video, audio, canvas").forEach((one) => one.remove());
  figure.querySelector(`[${FAILED}]`).hidden = false;
  figure.querySelector("[data-show]").hidden = true;
}

// The first picture of a moving one: it stands here while nothing is held.
function still(image) {
  const canvas = document.createElement("canvas");
  canvas.width = image.naturalWidth;
  canvas.height = image.naturalHeight;
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", image.alt);
  canvas.getContext("2d").drawImage(image, 0, 0);
  image.before(canvas);
}

function load(figure) {
  if (figure.dataset.loaded !== undefined) return;
  figure.dataset.loaded = "";
  const kind = figure.dataset.media;
  const made = document.createElement(kind === "image" ? "img" : kind);
  made.addEventListener("error", () => refused(figure));
  if (kind === "image") {
    made.alt = figure.dataset.says;
    made.addEventListener("load", () => still(made));
  } else {
    made.setAttribute("aria-label", figure.dataset.says);
    made.preload = "metadata";
    made.playsInline = true;
    made.controls = kind === "audio" || !held(figure);
    made.muted = made.defaultMuted = figure.hasAttribute("data-muted");
  }
  made.src = figure.dataset.from;
  figure.querySelector("[data-waits]").replaceWith(made);
}

function show(figure) {
  load(figure);
  figure.classList.add("shown");
  figure.querySelector("[data-show]").setAttribute("aria-pressed", "true");
  if (held(figure)) figure.querySelector("video, audio")?.play().catch(() => {});
}

function hide(figure) {
  figure.classList.remove("shown");
  const button = figure.querySelector("[data-show]");
  if (held(figure)) button.removeAttribute("aria-pressed");
  else button.setAttribute("aria-pressed", "false");
  figure.querySelector("video, audio")?.pause();
}

const hideHeld = () => document.querySelectorAll(".shown[data-held]").forEach(hide);
const first = () => figureOf(document.activeElement) ?? document.querySelector("[data-from]");

document.addEventListener("pointerdown", (event) => {
  const figure = figureOf(event.target);
  if (figure && held(figure)) show(figure);
});
document.addEventListener("click", (event) => {
  const figure = figureOf(event.target);
  if (figure && !held(figure)) (figure.classList.contains("shown") ? hide : show)(figure);
});
document.addEventListener("keydown", (event) => {
  if (event.repeat || event.ctrlKey || event.altKey || event.metaKey || event.target.matches(edited)) return;
  const alone = event.timeStamp - led > WAIT;
  led = event.key === "g" ? event.timeStamp : -WAIT;
  const onButton = [" ", "Enter"].includes(event.key) && figureOf(event.target);
  const free = localStorage.getItem("quorate-keys-off") === null && !document.querySelector("dialog[open]");
  const anywhere = event.key === "v" && alone && free;
  const figure = onButton || (anywhere && first());
  if (figure && held(figure)) show(figure);
});
for (const end of ["pointerup", "pointercancel", "keyup", "visibilitychange"]) {
  document.addEventListener(end, hideHeld);
}
// Only what loses the focus itself: a press elsewhere takes it from the one before.
document.addEventListener("focusout", (event) => {
  const figure = figureOf(event.target);
  if (figure && held(figure)) hide(figure);
});
addEventListener("blur", hideHeld);
document.addEventListener("contextmenu", (event) => figureOf(event.target) && event.preventDefault());

const loadWanted = () => document.querySelectorAll("[data-now]:not([data-loaded])").forEach((figure) => figure.dataset.from && load(figure));
document.addEventListener("quorate:shown", loadWanted);
loadWanted();
