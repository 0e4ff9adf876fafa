// The presenter's window, and how two windows stay in step: by channel where the browser has one, and from window to
// window, which also works between files. The later change wins; `tick` is its time.

const others = new Set();
let channel = null;
let beganAt = Date.now();

function message(kind) {
  return { app: "trinh-chieu", kind, deck: facts.deck, isPresenter, at: state.at, step: state.step, black: state.black, tick: state.tick };
}

function post(told) {
  try { channel?.postMessage(told); } catch { channel = null; }
  const to = location.protocol === "file:" ? "*" : location.origin;
  for (const other of others) {
    try { if (!other.closed) other.postMessage(told, to); } catch { others.delete(other); }
  }
}

function sendState() {
  post(message("state"));
}

function receive(event) {
  const told = event.data;
  if (!told || told.app !== "trinh-chieu" || told.deck !== facts.deck || told.isPresenter === isPresenter) return;
  if (event.source && event.source.postMessage) others.add(event.source);
  root.dataset.joined = "";
  if (told.kind === "hello") return post(message("state"));
  if (!(told.tick > state.tick)) return drawPresenter();
  state.tick = told.tick;
  if (told.black !== state.black) setBlack(told.black, false);
  if (told.at !== state.at || told.step !== state.step) show(told.at, told.step, false);
  else drawPresenter();
}

function joinOthers() {
  try {
    channel = new BroadcastChannel(`trinh-chieu ${facts.deck}`);
    channel.onmessage = receive;
  } catch { channel = null; }
  addEventListener("message", receive);
  if (isPresenter && window.opener) others.add(window.opener);
  post(message("hello"));
}

function openPresenter() {
  if (isPresenter) return;
  const address = location.href.split("#")[0] + "#trinh-bay";
  const other = window.open(address, "trinh-bay", "popup,width=1280,height=800");
  if (other) others.add(other);
  else note(say("no_window"));
}

function startPresenter() {
  if (!isPresenter) return;
  $("#presenter").hidden = false;
  $("#tools").hidden = true;
  $("#stage").setAttribute("aria-hidden", "true");
  const button = (name, what, act) => element("button", { type: "button", onclick: (event) => { act(); event.currentTarget.blur(); } }, say(what));
  $("#presenter").append(
    element("div", { class: "bar" },
      element("span", {}, say("presenter_clock"), " ", element("b", { id: "clock" })),
      element("span", {}, say("presenter_elapsed"), " ", element("b", { id: "elapsed" })),
      element("b", { id: "place" }),
      button("back", "do_back", back), button("forward", "do_forward", forward),
      button("black", "do_black", actions.black), button("reset", "presenter_reset", () => { beganAt = Date.now(); keepTime(); tickTock(); }),
      element("p", { class: "state", role: "status" })),
    element("section", { class: "box now-box" }, element("h2", {}, say("presenter_now")), element("div", {})),
    element("section", { class: "box next-box" }, element("h2", {}, say("presenter_next")), element("div", {})),
    element("section", { class: "box notes-box", tabindex: "0" }, element("h2", {}, say("presenter_notes")), element("div", {})));
  try { beganAt = Number(sessionStorage.getItem("trinh-chieu-bat-dau")) || beganAt; } catch { /* see setTheme */ }
  keepTime();
  setInterval(tickTock, 1000);
  tickTock();
}

function keepTime() {
  try { sessionStorage.setItem("trinh-chieu-bat-dau", beganAt); } catch { /* see setTheme */ }
}

function tickTock() {
  const two = (number) => String(number).padStart(2, "0");
  const now = new Date(), passed = Math.floor((Date.now() - beganAt) / 1000);
  $("#clock").textContent = `${two(now.getHours())}:${two(now.getMinutes())}`;
  const hours = Math.floor(passed / 3600);
  $("#elapsed").textContent = `${hours ? `${hours}:` : ""}${two(Math.floor(passed / 60) % 60)}:${two(passed % 60)}`;
}

function drawPresenter() {
  const box = isPresenter && $("#presenter .now-box > div");
  if (!box) return;
  const { at, step } = state;
  const [nextAt, nextStep] = step < stepsOf(at) ? [at, step + 1] : [at + 1, 0];
  box.replaceChildren(thumb(at, step));
  $("#presenter .next-box > div").replaceChildren(
    nextAt < slides.length ? thumb(nextAt, nextStep) : element("p", {}, say("presenter_last")));
  $("#presenter .notes-box > div").replaceChildren(...$$(".notes > p", slides[at]).map((each) => each.cloneNode(true)));
  $("#place").textContent = `${at + 1} / ${slides.length}${stepsOf(at) ? ` · ${step}/${stepsOf(at)}` : ""}`;
  $("#presenter .state").textContent = !("joined" in root.dataset) ? say("presenter_alone")
    : state.black ? say("presenter_black") : step < stepsOf(at) ? say("presenter_veiled") : "";
  sizeThumbs($("#presenter"));
}
