// Panels over the stage: help, the overview of all slides, short notes.

function toggle(name) {
  const panel = $(`#${name}`);
  if (panel.open) panel.close();
  else {
    closePanels();
    panel.showModal();
  }
  return panel.open;
}

function closePanels() {
  for (const panel of $$("dialog[open]")) panel.close();
}

let noting = 0;
function note(text) {
  const shown = $("#note");
  shown.textContent = text;
  shown.hidden = false;
  clearTimeout(noting);
  noting = setTimeout(() => { shown.hidden = true; }, 6000);
}

// A copy of a slide as a picture of itself, for the overview and the presenter.
function thumb(at, step) {
  const slide = slides[at].cloneNode(true);
  slide.classList.remove("now");
  slide.removeAttribute("aria-label");
  slide.removeAttribute("aria-roledescription");
  $(".notes", slide).remove();
  veil(slide, step);
  return element("div", { class: "thumb", "aria-hidden": "true" }, slide);
}

function sizeThumbs(within) {
  for (const each of $$(".thumb", within)) each.style.setProperty("--s", each.clientWidth / 1920);
}

// Slides after a reveal that is not finished tell what it still hides: in the hall they show their number only.
function isClosed(at) {
  const reveal = slides.findIndex((slide, place) => Number(slide.dataset.steps) > 0 && place <= at);
  if (reveal < 0 || isPresenter) return false;
  const isDone = state.at > reveal || (state.at === reveal && state.step === stepsOf(reveal));
  return at > reveal && !isDone;
}

function openGrid() {
  if (!toggle("grid")) return;
  const thumbs = slides.map((slide, at) => {
    const closed = isClosed(at);
    const picture = closed
      ? element("div", { class: "thumb closed" }, say("not_yet"))
      : thumb(at, at === state.at ? state.step : at < state.at ? stepsOf(at) : 0);
    const name = closed ? `${at + 1}` : `${at + 1}. ${titleOf(at)}`;
    const go = () => { closePanels(); show(at, at === state.at ? state.step : 0); };
    const chosen = at === state.at ? "true" : null;
    return element("button", { type: "button", onclick: go, "aria-current": chosen },
      picture, element("span", { class: "name" }, name));
  });
  $("#grid .thumbs").replaceChildren(...thumbs);
  sizeThumbs($("#grid"));
  thumbs[state.at].focus();
}

function moveInGrid(event, key) {
  const all = $$("#grid .thumbs button");
  const at = all.indexOf(document.activeElement);
  const wide = all.filter((each) => each.offsetTop === all[0].offsetTop).length;
  const by = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: wide, ArrowUp: -wide, Home: -at, End: all.length - 1 - at }[key];
  if (by === undefined || at < 0) return;
  all[Math.max(0, Math.min(all.length - 1, at + by))].focus();
  event.preventDefault();
}
