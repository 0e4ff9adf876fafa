// The picture of a chart, drawn by the viewer's own browser: as it is (SVG), or on a canvas (PNG, twice the size).

function openPicture() {
  const slide = slides[state.at];
  const drawn = facts.pictures[slide.dataset.key];
  if (!drawn) return note(say("no_picture"));
  if (!toggle("picture")) return;
  const name = say("picture_file", { key: slide.dataset.key, mark: facts.mark });
  $("#picture .body").replaceChildren(
    element("p", {}, say("picture_told")),
    element("div", { class: "actions" },
      element("button", { type: "button", class: "main", onclick: () => save(asSvg(drawn), `${name}.svg`) }, say("picture_svg")),
      element("button", { type: "button", onclick: () => asPng(drawn).then((found) => save(found, `${name}.png`)) }, say("picture_png"))));
}

// With the document's own font, so that it looks the same wherever it is opened.
function withFont(drawn) {
  const faces = $("style").textContent.match(/@font-face\{[^}]*\}/g) || [];
  return drawn.replace("<style>", `<style>${faces.join("")}`);
}

function asSvg(drawn) {
  return new Blob([withFont(drawn)], { type: "image/svg+xml" });
}

async function asPng(drawn) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(withFont(drawn))}`;
  await image.decode();
  const canvas = element("canvas", { width: image.naturalWidth * 2, height: image.naturalHeight * 2 });
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => { canvas.toBlob(done, "image/png"); });
}

function save(blob, name) {
  const address = URL.createObjectURL(blob);
  element("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
  closePanels();
}
