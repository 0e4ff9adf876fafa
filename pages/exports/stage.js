// Which slide is shown, at which step, and how it got there. Slides are all in the document; showing one is one class.

const $ = (found, within = document) => within.querySelector(found);
const $$ = (found, within = document) => [...within.querySelectorAll(found)];
const facts = JSON.parse($("#facts").textContent);
const root = document.documentElement;
const slides = $$("#stage > .slide");
const say = (key, values = {}) =>
  facts.words[`stage.${key}`].replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
const isPresenter = location.hash.startsWith("#trinh-bay");
const state = { at: 0, step: 0, black: false, tick: isPresenter ? 0 : 1 };

const stepsOf = (at) => Number(slides[at].dataset.steps);
const titleOf = (at) => $("h1", slides[at]).textContent;

function element(name, values = {}, ...inside) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(values)) {
    if (key === "class") made.className = value;
    else if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value != null) made.setAttribute(key, value);
  }
  made.append(...inside);
  return made;
}

// --- showing ---------------------------------------------------------------------------------------------------

function veil(slide, step) {
  for (const row of $$("tr[data-step]", slide)) row.classList.toggle("veiled", Number(row.dataset.step) > step);
  const next = $(`tr[data-step="${step + 1}"] th`, slide);
  const told = $("footer .reveals", slide);
  if (told) told.textContent = next ? say("reveals", { rank: next.textContent }) : "";
}

function show(at, step, isOurs = true) {
  at = Math.max(0, Math.min(slides.length - 1, at));
  step = Math.max(0, Math.min(stepsOf(at), step));
  const isSame = at === state.at;
  const old = slides[state.at];
  state.at = at;
  state.step = step;
  veil(slides[at], step);
  if (!isPresenter) {
    if (!isSame) old.classList.remove("now");
    slides[at].classList.add("now");
  }
  tell(isSame);
  keepAddress();
  if (isOurs) {
    state.tick = Math.max(Date.now(), state.tick + 1);
    sendState();
  }
  drawPresenter();
}

function tell(isSame) {
  const at = state.at;
  const place = { at: at + 1, count: slides.length, title: titleOf(at), deck: facts.title };
  document.title = isPresenter ? say("presenter_title", { deck: facts.title }) : say("page_title", place);
  const rows = isSame && state.step ? $$(`tr[data-step="${state.step}"]`, slides[at]) : [];
  const row = rows.map((each) => $$("th, .result", each).map((cell) => cell.textContent).join(" ")).join("; ");
  $("#said").textContent = row ? say("revealed", { row }) : `${say("place", place)}: ${place.title}`;
}

function keepAddress() {
  const place = `${state.at + 1}${state.step ? `.${state.step}` : ""}`;
  try {
    history.replaceState(null, "", isPresenter ? `#trinh-bay/${place}` : `#${place}`);
  } catch { /* a browser that counts changes of the address refuses some of them; the slide is shown all the same */ }
}

function readAddress() {
  const found = /^#(?:trinh-bay\/?)?(\d+)?(?:\.(\d+))?$/.exec(location.hash);
  return [found && found[1] ? Number(found[1]) - 1 : 0, found && found[2] ? Number(found[2]) : 0];
}

function setBlack(isBlack, isOurs = true) {
  state.black = isBlack;
  if (!isPresenter) $("#black").hidden = !isBlack;
  if (isOurs) {
    state.tick = Math.max(Date.now(), state.tick + 1);
    sendState();
  }
  drawPresenter();
}

// --- moving ----------------------------------------------------------------------------------------------------

function forward() {
  if (state.black) setBlack(false);
  else if (state.step < stepsOf(state.at)) show(state.at, state.step + 1);
  else if (state.at < slides.length - 1) show(state.at + 1, 0); // always veiled: what a rehearsal showed is hidden again
}

function back() {
  if (state.black) setBlack(false);
  else if (state.step > 0) show(state.at, state.step - 1);
  else if (state.at > 0) show(state.at - 1, stepsOf(state.at - 1));
}

function toUnit(number) {
  const at = slides.findIndex((slide) => slide.dataset.unit && slide.dataset.unit === facts.units[number - 1]);
  if (at >= 0) show(at, 0);
}

const actions = {
  forward, back,
  first: () => show(0, 0),
  last: () => show(slides.length - 1, 0),
  black: () => setBlack(!state.black),
  full: () => (document.fullscreenElement ? document.exitFullscreen() : root.requestFullscreen()).catch(() => {}),
  theme: () => setTheme(root.dataset.theme === "light" ? "dark" : "light"),
  help: () => toggle("help"),
  grid: openGrid,
  motion: openMotion,
  picture: openPicture,
  presenter: openPresenter,
  close: closePanels,
};

const keys = {
  ArrowRight: "forward", ArrowDown: "forward", PageDown: "forward", " ": "forward", Enter: "forward",
  ArrowLeft: "back", ArrowUp: "back", PageUp: "back", Backspace: "back", Home: "first", End: "last",
  b: "black", ".": "black", f: "full", s: "theme", g: "grid", k: "motion", i: "picture", n: "presenter", "?": "help",
};

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  // An input method for Vietnamese may swallow letters; then the key's place says which one it was.
  const letter = event.key === "Process" || event.key === "Unidentified" ? event.code.replace("Key", "") : event.key;
  const key = letter.length === 1 ? letter.toLowerCase() : letter;
  const target = event.target;
  if (key === "Escape") {
    if (state.black) setBlack(false);
    return; // a dialog and the full screen are left by the browser itself
  }
  if (target.closest("input, select, textarea")) return;
  if ((key === " " || key === "Enter") && target.closest("button, a")) return;
  const panel = $("dialog[open]");
  if (panel) {
    if (panel.id === "grid") moveInGrid(event, key);
    if (keys[key] === panel.id) closePanels();
    return;
  }
  if (/^[1-9]$/.test(key)) toUnit(Number(key));
  else if (key === " " && event.shiftKey) back();
  else if (key in keys) actions[keys[key]]();
  else return;
  event.preventDefault();
}

// --- size ------------------------------------------------------------------------------------------------------

function scale() {
  const k = Math.min(innerWidth / 1920, innerHeight / 1080);
  root.style.setProperty("--k", k);
  const x = (innerWidth - 1920 * k) / 2, y = (innerHeight - 1080 * k) / 2;
  $("#stage").style.transform = `translate(${x}px, ${y}px) scale(${k})`;
  drawPresenter();
}

function isOver(slide) {
  const areas = $(".areas", slide);
  const parts = [areas, ...$$(".area", slide)];
  const floor = areas.getBoundingClientRect().bottom + 1;
  return parts.some((each) => each.scrollHeight > each.clientHeight + 1 || each.scrollWidth > each.clientWidth + 1) ||
    [...$$(".area > *", slide), ...$$("td, th", slide)].some((each) =>
      each.scrollWidth > each.clientWidth + 1 || each.getBoundingClientRect().bottom > floor);
}

// Long texts share the room: first the title, then everything below it, gets smaller, never under 44 and 24 px.
function fit(slide) {
  const style = slide.style, title = $("h1", slide);
  for (const name of ["--title", "--fit", "--least"]) style.removeProperty(name);
  for (const size of [1, .93, .87, .8, .74]) {
    style.setProperty("--title", size);
    if (title.offsetHeight < 60 * size * 1.16 * 2.3) break;
  }
  for (let size = 1; size > .5; size -= .03) {
    style.setProperty("--fit", size);
    if (!isOver(slide)) return;
  }
  style.setProperty("--least", "12px"); // nothing is cut off, whatever a cluster's names are; tests forbid it for ours
  slide.dataset.small = "";
  for (let size = .5; size > .2 && isOver(slide); size -= .03) style.setProperty("--fit", size);
}

function fitAll() {
  for (const slide of slides) fit(slide);
}

function setTheme(name) {
  root.dataset.theme = name;
  try { sessionStorage.setItem("trinh-chieu-nen", name); } catch { /* a file may have no storage */ }
}

// --- touch, pointer, start ---------------------------------------------------------------------------------------

function onTouch() {
  let from = null;
  addEventListener("touchstart", (event) => {
    from = event.touches.length === 1 ? [event.touches[0].clientX, event.touches[0].clientY] : null;
  }, { passive: true });
  addEventListener("touchend", (event) => {
    if (!from || $("dialog[open]")) return;
    const [x, y] = [event.changedTouches[0].clientX - from[0], event.changedTouches[0].clientY - from[1]];
    if (Math.abs(x) > 60 && Math.abs(x) > 2 * Math.abs(y)) (x < 0 ? forward : back)();
    from = null;
  });
}

function onClick(event) {
  const tool = event.target.closest("[data-do]");
  if (tool) {
    actions[tool.dataset.do]();
    if (event.detail) tool.blur(); // after a click with the pointer the space bar moves on, as in the hall one expects
    return;
  }
  if (isPresenter || event.target.closest("dialog, a, button, #tools")) return;
  if (state.black) setBlack(false);
  else if (event.clientX > innerWidth * .8) forward();
  else if (event.clientX < innerWidth * .2) back();
}

let hiding = 0;
function showTools() {
  if (isPresenter) return;
  $("#tools").classList.add("shown");
  root.style.cursor = "";
  clearTimeout(hiding);
  hiding = setTimeout(() => {
    if ($("#tools:hover")) return showTools();
    $("#tools").classList.remove("shown");
    root.style.cursor = "none";
  }, 2500);
}

async function stayAwake() {
  try { await navigator.wakeLock.request("screen"); } catch { /* not everywhere allowed; the machine's own setting holds */ }
}

function start() {
  try { root.dataset.theme = sessionStorage.getItem("trinh-chieu-nen") || "dark"; } catch { root.dataset.theme = "dark"; }
  scale();
  fitAll();
  Promise.all([document.fonts.load("400 24px Inter"), document.fonts.load("700 24px Inter")]).then(() => {
    fitAll();
    root.dataset.ready = "";
  });
  startPresenter();
  startMotions();
  const [at, step] = readAddress();
  show(at, step, false);
  joinOthers();
  addEventListener("keydown", onKey);
  addEventListener("click", onClick);
  addEventListener("resize", scale);
  addEventListener("hashchange", () => show(...readAddress()));
  addEventListener("pointermove", (event) => { if (event.movementX || event.movementY) showTools(); });
  addEventListener("touchstart", showTools, { passive: true });
  addEventListener("visibilitychange", () => { if (!document.hidden) stayAwake(); });
  onTouch();
  stayAwake();
}
