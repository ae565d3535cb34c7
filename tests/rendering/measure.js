// What is seen of cards: read from the page they stand on. Each function takes the element that a
// renderer made of one card ("root") and answers with plain values.
"use strict";
(() => {
  const LABEL = "button, [role=button], a[href]";
  const MARKUP = "strong, em, b, i, del, code, pre, li, blockquote, h1, h2, h3, h4, h5, h6, hr, img, p a";
  const SLACK = 1;

  const shown = element => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const words = element => element.textContent.replace(/\s+/g, " ").trim();

  // Every piece of text with the boxes its letters take, clipped by nothing.
  function* texts(root) {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (!node.data.trim()) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      yield { node, holder: node.parentElement, boxes: [...range.getClientRects()] };
    }
  }

  const outside = (inner, outer) =>
    inner.left < outer.left - SLACK || inner.right > outer.right + SLACK ||
    inner.top < outer.top - SLACK || inner.bottom > outer.bottom + SLACK;

  // Text of which letters are hidden: by a box around it that clips, by its button, or by the card.
  function cut(root) {
    const found = [];
    for (const { node, holder, boxes } of texts(root)) {
      if (!boxes.length || !shown(holder)) { found.push(node.data.trim()); continue; }
      for (let box = holder; box; box = box === root ? null : box.parentElement) {
        const clips = getComputedStyle(box).overflowX !== "visible";
        if (!clips && box !== root && !box.matches(LABEL)) continue;
        const edge = box.getBoundingClientRect();
        const narrow = box.matches(LABEL) || box.closest(LABEL) ? box.scrollWidth > box.clientWidth + SLACK : false;
        if (narrow || boxes.some(part => outside(part, edge))) { found.push(node.data.trim()); break; }
      }
    }
    return [...new Set(found)];
  }

  // What stands beyond the width that the chat has for a card.
  function sideways(root, room) {
    const edge = room.getBoundingClientRect();
    const beyond = [root, ...root.querySelectorAll("*")].filter(element => {
      const box = element.getBoundingClientRect();
      return box.width > 0 && (box.right > edge.right + SLACK || box.left < edge.left - SLACK);
    });
    return beyond.slice(0, 3).map(element => words(element) || element.tagName);
  }

  const pressable = root => [...root.querySelectorAll(LABEL)].filter(shown);

  // The buttons as the eye takes them: line by line, each from the left.
  function lines(buttons) {
    const placed = buttons.map(button => ({ button, box: button.getBoundingClientRect() }));
    placed.sort((a, b) => a.box.top - b.box.top);
    const found = [];
    for (const item of placed) {
      const line = found.at(-1);
      if (line && item.box.top < line[0].box.top + line[0].box.height / 2) line.push(item);
      else found.push([item]);
    }
    return found.map(line => line.sort((a, b) => a.box.left - b.box.left));
  }

  function covered(buttons) {
    const boxes = buttons.map(button => button.getBoundingClientRect());
    const hit = (a, b) => a.left < b.right - SLACK && b.left < a.right - SLACK &&
      a.top < b.bottom - SLACK && b.top < a.bottom - SLACK;
    return buttons.filter((_, i) => boxes.some((box, j) => i !== j && hit(boxes[i], box))).map(words);
  }

  const reachable = button =>
    button.tabIndex === 0 && !button.disabled && !button.closest("[aria-hidden=true], [inert]");

  function named(button) {
    const by = button.getAttribute("aria-labelledby");
    const parts = by ? by.split(/\s+/).map(id => document.getElementById(id)).filter(Boolean) : [];
    return (parts.map(words).join(" ") || button.getAttribute("aria-label") || words(button)).trim();
  }

  const parsed = colour => {
    const parts = colour.match(/[\d.]+/g).map(Number);
    const scale = colour.startsWith("color(") ? 255 : 1;
    return { rgb: parts.slice(0, 3).map(part => part * scale), a: parts[3] ?? 1 };
  };
  const over = (front, back) => ({
    rgb: front.rgb.map((part, i) => part * front.a + back.rgb[i] * (1 - front.a)), a: 1,
  });
  const light = ({ rgb }) => {
    const [r, g, b] = rgb.map(part => part / 255).map(
      part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };

  function behind(element, known) {
    if (!element) return parsed(matchMedia("(forced-colors: active)").matches ? canvas() : "rgb(255, 255, 255)");
    if (!known.has(element)) {
      const own = parsed(getComputedStyle(element).backgroundColor);
      known.set(element, own.a === 1 ? own : over(own, behind(element.parentElement, known)));
    }
    return known.get(element);
  }

  function canvas() {
    const probe = document.body.appendChild(document.createElement("i"));
    probe.style.backgroundColor = "Canvas";
    const colour = getComputedStyle(probe).backgroundColor;
    probe.remove();
    return colour;
  }

  // The contrast of every piece of text with what stands behind it; WCAG 2.2, 1.4.3 and 1.4.6.
  function contrasts(root) {
    const known = new Map(), ratios = new Map();
    for (const { node, holder } of texts(root)) {
      if (!ratios.has(holder)) {
        const back = behind(holder, known);
        const front = over(parsed(getComputedStyle(holder).color), back);
        const [dark, bright] = [light(front), light(back)].sort((a, b) => a - b);
        ratios.set(holder, { text: node.data.trim(), ratio: (bright + 0.05) / (dark + 0.05) });
      }
    }
    return [...ratios.values()];
  }

  // Everything that is read on a card but its buttons, without the spaces between the words.
  function said(root) {
    return [...texts(root)].filter(({ holder }) => !holder.closest(LABEL))
      .map(({ node }) => node.data.replace(/[\s\u2060\u200e]+/g, "")).join("");
  }

  // Names written from the right that changed places with what stands beside them: a name or a number
  // that comes later in the text and earlier on its line.
  function swapped(root) {
    const found = [];
    for (const { node, holder } of texts(root)) {
      if (holder.closest(LABEL) || !/[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/.test(node.data)) continue;
      const parts = [...node.data.matchAll(/\d+|[^,;:·()„“\d]+/g)].filter(part => part[0].trim()).map(part => {
        const range = document.createRange();
        range.setStart(node, part.index + part[0].search(/\S/));
        range.setEnd(node, part.index + part[0].trimEnd().length);
        return { word: part[0].trim(), boxes: [...range.getClientRects()] };
      });
      for (let n = 1; n < parts.length; n++) {
        const before = parts[n - 1].boxes, after = parts[n].boxes;
        const left = Math.max(...before.filter(box => box.top < after[0].bottom - SLACK
          && after[0].top < box.bottom - SLACK).map(box => box.left));
        if (Math.min(...after.filter(box => box.top < after[0].bottom - SLACK).map(box => box.left)) < left)
          found.push(`${parts[n - 1].word} | ${parts[n].word}`);
      }
    }
    return found;
  }

  function measure(name, root, room) {
    const buttons = pressable(root);
    const rows = lines(buttons);
    const top = root.getBoundingClientRect().top;
    const ends = buttons.map(button => button.getBoundingClientRect().bottom - top);
    const held = contrasts(root);
    return {
      name,
      width: root.getBoundingClientRect().width,
      cut: cut(root),
      sideways: sideways(root, room),
      rows: rows.map(row => row.map(({ button }) => words(button))),
      tabbed: buttons.map(words),
      covered: covered(buttons),
      unreachable: buttons.filter(button => !reachable(button)).map(words),
      misnamed: buttons.filter(button => named(button) !== words(button)).map(words),
      worst: Math.min(...held.map(({ ratio }) => ratio)),
      pale: held.sort((a, b) => a.ratio - b.ratio).slice(0, 5),
      said: said(root),
      swapped: swapped(root),
      markup: [...root.querySelectorAll(MARKUP)].map(words),
      headings: [...root.querySelectorAll("[role=heading]")].map(words),
      reach: ends.length ? Math.max(...ends) : 0,
    };
  }

  window.seen = { measure, words };
})();
