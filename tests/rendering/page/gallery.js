// Shows the cards of one kind in the chosen language, theme and widths; drawn here and now.
"use strict";
(() => {
  const SAYS = {
    de: {
      title: "Alle Karten", language: "Sprache", theme: "Darstellung", widths: "Breiten", skip: "Zu den Karten",
      light: "hell", dark: "dunkel", contrast: "hoher Kontrast", cards: "Karten", second: "Agents Playground",
      280: "Besprechung", 320: "kleines Telefon", 375: "Telefon", 768: "Tablet", 1280: "Bildschirm",
      sum: (cards, wrong) => `${cards} Karten · ${wrong ? `${wrong} Befunde` : "ohne Befund"}`,
    },
    en: {
      title: "All cards", language: "Language", theme: "Theme", widths: "Widths", skip: "To the cards",
      light: "light", dark: "dark", contrast: "high contrast", cards: "Cards", second: "Agents Playground",
      280: "meeting", 320: "small phone", 375: "phone", 768: "tablet", 1280: "screen",
      sum: (cards, wrong) => `${cards} cards · ${wrong ? `${wrong} findings` : "no findings"}`,
    },
  };
  const { cards, themes, widths, findings, playground } = window.GALLERY;
  const chosen = { language: "de", theme: "light", widths: new Set(widths), second: true };
  const markdown = window.markdownit({ html: false, linkify: true });
  AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => {
    result.outputHtml = markdown.render(text);
    result.didProcess = true;
  };

  function made(tag, properties = {}, ...children) {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  }
  const says = key => SAYS[chosen.language][key];
  const kindOf = name => name.split("-")[0];
  const kinds = () => [...new Set(Object.keys(cards[chosen.language]).map(kindOf))];
  const current = () => kinds().find(kind => `#${kind}` === location.hash) ?? "ballot";

  function drawn(card) {
    const instance = new AdaptiveCards.AdaptiveCard();
    instance.hostConfig = new AdaptiveCards.HostConfig(themes[chosen.theme].host);
    instance.parse(card);
    return instance.render();
  }

  function figure(name, caption, width, content) {
    const chat = made("div", { className: "chat" }, content);
    chat.style.width = `${width}px`;
    const room = made("div", { className: "room", tabIndex: 0, role: "region" }, chat);
    room.setAttribute("aria-label", `${name}, ${caption}`);
    return made("figure", {}, made("figcaption", { textContent: caption }), room);
  }

  function section(name) {
    const card = cards[chosen.language][name], wrong = findings[name] ?? [];
    const row = made("div", { className: "row" });
    for (const width of widths.filter(some => chosen.widths.has(some)))
      row.append(figure(name, `${width} px · ${says(width)}`, width, drawn(card)));
    const picture = playground[chosen.language]?.[name];
    if (picture && chosen.second && chosen.theme === "light")
      row.append(figure(name, says("second"), 464, made("img", { src: picture, alt: `${name}, ${says("second")}` })));
    const place = made("section", {}, made("h2", { textContent: name, id: name }));
    if (wrong.length) place.append(made("p", { className: "bad", textContent: wrong.join(" · ") }));
    place.append(row);
    return place;
  }

  function choices() {
    const fieldset = document.getElementById("widths");
    const box = (text, checked, change) => {
      const input = made("input", { type: "checkbox", checked });
      input.addEventListener("change", () => { change(input.checked); show(); });
      return made("label", {}, input, text);
    };
    for (const width of widths)
      fieldset.append(box(`${width}`, true, on => chosen.widths[on ? "add" : "delete"](width)));
    fieldset.append(box("Playground", true, on => { chosen.second = on; }));
    document.querySelector("form").addEventListener("change", ({ target }) => {
      if (target.type === "radio") { chosen[target.name] = target.value; show(); }
    });
  }

  function list() {
    const names = Object.keys(cards[chosen.language]);
    document.getElementById("kinds").replaceChildren(...kinds().map(kind => {
      const number = names.filter(name => kindOf(name) === kind).length;
      const link = made("a", { href: `#${kind}` }, `${kind} `, made("span", { textContent: `(${number})` }));
      if (kind === current()) link.setAttribute("aria-current", "page");
      return made("li", {}, link);
    }));
  }

  function show() {
    const names = Object.keys(cards[chosen.language]);
    document.documentElement.lang = chosen.language;
    document.documentElement.dataset.theme = chosen.theme;
    document.getElementById("look").textContent = themes[chosen.theme].css;
    document.querySelectorAll("[data-says]").forEach(place => { place.textContent = says(place.dataset.says); });
    document.querySelector("nav").setAttribute("aria-label", says("cards"));
    document.getElementById("sum").textContent = says("sum")(names.length, Object.values(findings).flat().length);
    list();
    document.getElementById("cards").replaceChildren(
      ...names.filter(name => kindOf(name) === current()).map(section));
  }

  choices();
  window.addEventListener("hashchange", () => { show(); window.scrollTo(0, 0); });
  show();
})();
