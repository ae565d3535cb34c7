// Puts cards below each other on a page as Microsoft's renderer draws them, each in an article of its own.
"use strict";
(() => {
  const markdown = window.markdownit({ html: false, linkify: true, breaks: false });
  AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => {
    result.outputHtml = markdown.render(text);
    result.didProcess = true;
  };

  function drawn(card, host) {
    const made = new AdaptiveCards.AdaptiveCard();
    made.hostConfig = new AdaptiveCards.HostConfig(host);
    made.parse(card);
    return made.render();
  }

  function article(name, card, host) {
    const place = document.createElement("article");
    const title = document.createElement("h2");
    title.textContent = name;
    place.dataset.card = name;
    place.append(title, drawn(card, host));
    return place;
  }

  window.draw = (cards, host) => {
    const main = document.querySelector("main");
    main.replaceChildren(main.querySelector("h1"), ...cards.map(([name, card]) => article(name, card, host)));
  };
  window.measureAll = () => [...document.querySelectorAll("article")].map(
    place => seen.measure(place.dataset.card, place.querySelector(".ac-adaptiveCard"), place));
})();
