// What leaves the screen through the viewer's own browser: an address that is copied, a deck that is found again, a
// chart as a picture. Nothing is sent anywhere.
(() => {
  "use strict";
  const root = document.documentElement;

  // 1. Addresses to pass on are whole ones; the server does not know under which name it was reached.
  const whole = (field) => (field.value = new URL(field.getAttribute("value"), location.href).href);
  const copy = async (button) => {
    const field = document.getElementById(button.dataset.copy);
    if (!field) return;
    field.focus();
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      document.execCommand("copy"); // without https there is no other clipboard
    }
    const told = button.closest("section")?.querySelector("[data-copy-told]");
    if (told) told.textContent = button.dataset.copied;
    button.focus();
  };

  // 2. The deck that was last arranged in this browser, one for each year; offered where another one is shown.
  const stored = (year) => {
    try {
      return JSON.parse(localStorage.getItem(`td-deck-${year}`));
    } catch {
      return null; // storage is switched off or holds what we did not write
    }
  };
  const remember = ({ deck, choice }) => {
    if (!choice || stored(deck)?.choice === choice) return;
    try {
      localStorage.setItem(`td-deck-${deck}`, JSON.stringify({ choice, at: new Date().toISOString() }));
    } catch {
      // full or switched off: the address still holds the deck
    }
  };
  const two = (number) => String(number).padStart(2, "0");
  const offer = (notice) => {
    const found = stored(notice.dataset.reopen);
    const shown = document.querySelector("[data-deck]")?.dataset.choice ?? "";
    const when = new Date(found?.at);
    if (typeof found?.choice !== "string" || !found.choice || found.choice === shown || isNaN(when)) return;
    const link = notice.querySelector("a");
    const address = new URL(link.href, location.href);
    address.searchParams.set("bo", found.choice);
    link.href = address.pathname + address.search;
    const day = `${two(when.getDate())}/${two(when.getMonth() + 1)}/${when.getFullYear()}`;
    link.textContent = notice.dataset.told.replace("{when}", `${day} ${two(when.getHours())}:${two(when.getMinutes())}`);
    notice.hidden = false;
  };
  const within = (element, selector) => [
    ...(element.matches(selector) ? [element] : []),
    ...element.querySelectorAll(selector),
  ];
  const settle = (element) => {
    within(element, ".stHtml [data-whole]").forEach(whole);
    within(element, ".stHtml [data-reopen]").forEach(offer);
    within(element, ".stHtml [data-deck][data-edited]").forEach((kept) => remember(kept.dataset));
  };
  new MutationObserver((changes) => {
    for (const change of changes) for (const node of change.addedNodes) if (node.nodeType === Node.ELEMENT_NODE) settle(node);
  }).observe(root, { subtree: true, childList: true });

  // 3. A chart as a picture: title above, what it is made of and the mark of sample figures below and across it.
  const SVG = "http://www.w3.org/2000/svg";
  const EDGE = 24;
  const drawn = (name, attributes, text) => {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    if (text !== undefined) element.textContent = text;
    return element;
  };
  const lines = (text, font, width) => {
    const pen = document.createElement("canvas").getContext("2d");
    pen.font = font;
    const found = [""];
    for (const word of text.split(/\s+/)) {
      const longer = found.at(-1) ? `${found.at(-1)} ${word}` : word;
      if (found.at(-1) && pen.measureText(longer).width > width) found.push(word);
      else found[found.length - 1] = longer;
    }
    return found;
  };
  const picture = (button) => {
    const before = (plot) => plot.compareDocumentPosition(button) & Node.DOCUMENT_POSITION_FOLLOWING;
    const plot = [...document.querySelectorAll(".js-plotly-plot")].filter(before).at(-1);
    const layers = [...(plot?.querySelectorAll("svg.main-svg") ?? [])];
    if (!layers.length) return null;
    const style = getComputedStyle(root);
    const colour = (name) => style.getPropertyValue(`--${name}`).trim();
    const family = style.getPropertyValue("--font").trim().replaceAll('"', "'");
    const [wide, high] = ["width", "height"].map((side) => Number(layers[0].getAttribute(side)));
    const width = wide + 2 * EDGE;
    const chips = [...document.querySelectorAll(".td-chips .td-chip")].map((chip) => chip.textContent).join(" · ");
    const texts = [
      { text: chips, size: 14, weight: 700, fill: colour("mark") },
      { text: button.dataset.title, size: 20, weight: 700, fill: colour("ink") },
      { text: button.dataset.under, size: 14, weight: 400, fill: colour("muted") },
    ];
    const foot = document.querySelector(".td-foot")?.dataset.told ?? "";
    const whole = drawn("svg", { xmlns: SVG, "font-family": family, role: "img" });
    whole.append(drawn("title", {}, button.dataset.title), drawn("desc", {}, button.dataset.alt));
    const paper = drawn("rect", { width: "100%", height: "100%", fill: colour("paper") });
    whole.append(paper);
    let y = EDGE - 6;
    const write = ({ text, size, weight, fill }) => {
      if (!text) return;
      for (const line of lines(text, `${weight} ${size}px ${family}`, wide)) {
        y += size * 1.35;
        whole.append(drawn("text", { x: EDGE, y, fill, "font-size": size, "font-weight": weight }, line));
      }
    };
    texts.forEach(write);
    y += 14;
    for (const layer of layers) {
      const copied = layer.cloneNode(true);
      copied.querySelectorAll(".hoverlayer, .draglayer, .zoomlayer").forEach((aside) => aside.remove());
      for (const [key, value] of Object.entries({ x: EDGE, y, width: wide, height: high })) copied.setAttribute(key, value);
      copied.removeAttribute("class");
      copied.removeAttribute("style");
      whole.append(copied);
    }
    if (chips) {
      const size = Math.max(16, Math.min(wide / (chips.length * 0.62), 54));
      const middle = `${EDGE + wide / 2} ${y + high / 2}`;
      const across = { "text-anchor": "middle", transform: `translate(${middle}) rotate(-18)`, opacity: 0.13 };
      whole.append(drawn("text", { ...across, fill: colour("mark"), "font-size": size, "font-weight": 700 }, chips));
    }
    y += high + 4;
    write({ text: foot, size: 12, weight: 400, fill: colour("muted") });
    const height = Math.ceil(y + EDGE * 0.75);
    for (const [key, value] of Object.entries({ width, height, viewBox: `0 0 ${width} ${height}` })) whole.setAttribute(key, value);
    // Plotly names its clips by the whole address of the page
    const text = new XMLSerializer().serializeToString(whole).replace(/url\((?:&quot;|')?[^#)]*#([\w-]+)(?:&quot;|')?\)/g, "url(#$1)");
    return { text, width, height };
  };
  const file = (blob, name) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  };
  const bare = (text) =>
    text.toLowerCase().replaceAll("đ", "d").normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "").slice(0, 70);
  const take = async (button) => {
    const made = picture(button);
    if (!made) return;
    const name = `${bare(button.dataset.title)}-${document.querySelector(".td-foot")?.dataset.mark ?? ""}`;
    const blob = new Blob([made.text], { type: "image/svg+xml" });
    if (button.dataset.picture === "svg") return file(blob, `${name}.svg`);
    const image = new Image();
    image.src = URL.createObjectURL(blob);
    await image.decode();
    const canvas = Object.assign(document.createElement("canvas"), { width: made.width * 2, height: made.height * 2 });
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    URL.revokeObjectURL(image.src);
    canvas.toBlob((png) => file(png, `${name}.png`), "image/png");
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.(".stHtml [data-copy], .stHtml [data-picture]");
    if (!button) return;
    if (button.dataset.copy) copy(button);
    else take(button);
  });
})();
