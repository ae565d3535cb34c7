// Puts cards on a page as the renderer for React Native draws them on a phone.
import { flushSync } from "react-dom";
import { createRoot } from "react-dom/client";
import AdaptiveCard from "adaptivecards-reactnative";

// The renderer writes to names that it never declares, which a bundle's strict classes refuse.
for (const name of ["p", "parsed", "idx", "renderedElement"]) window[name] = undefined;

// It copies all that a block has into its model, where these two can only be read: so they are not listed.
function unlisted(block, key) {
  const { [key]: value, ...rest } = block;
  return value === undefined ? rest : Object.defineProperty(rest, key, { value, enumerable: false });
}
const modelled = { FactSet: block => unlisted(block, "facts"), ActionSet: block => unlisted(block, "actions") };

function place(name, card, host, look) {
  const article = document.createElement("article");
  article.dataset.card = name;
  const body = card.body.map(block => modelled[block.type]?.(block) ?? block);
  const root = createRoot(article);
  flushSync(() => root.render(<AdaptiveCard payload={{ ...card, body }} hostConfig={host} themeConfig={look}
    onExecuteAction={() => {}} onParseError={error => { throw new Error(JSON.stringify(error)); }}
    containerStyle={{ width: "100%" }} />));
  return article;
}

window.draw = (cards, host, look) => document.querySelector("main").replaceChildren(
  ...cards.map(([name, card]) => place(name, card, host, look)));
window.measureAll = () => [...document.querySelectorAll("article")].map(
  article => seen.measure(article.dataset.card, article, article));
