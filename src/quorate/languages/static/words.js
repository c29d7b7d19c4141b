// The page's language, for what scripts say: the page brings the texts, English needs none.
const texts = JSON.parse(document.body.dataset.words || "{}");

export function say(text, values = {}) {
  return (texts[text] ?? text).replace(/%\((\w+)\)s/g, (_, name) => values[name]);
}
