// Writes down what the keyboard reaches, in the order in which it does.
"use strict";
(() => {
  const visited = [];
  document.addEventListener("focusin", ({ target }) => {
    const card = target.closest("[data-card]")?.dataset.card;
    if (card && target.matches("button, [role=button], a[href]")) visited.push([card, seen.words(target)]);
  });
  window.stops = () => document.querySelectorAll("[tabindex='0'], button, a[href]").length;
  window.visited = () => visited;
})();
