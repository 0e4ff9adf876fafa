// Live motions: what would come of a change, asked of the running program. Nothing of the deck changes; what is kept
// stands in the address (kn=) and nowhere else.

let kept = new URLSearchParams(location.search).get("kn") || "";
let asking = 0;

const keptCount = () => (kept ? kept.split("~").length : 0);
const motionBody = () => $("#motion .body");

function startMotions() {
  const button = $('#tools [data-do="motion"]');
  const name = keptCount() ? say("motion_button", { count: keptCount() }) : say("do_motion");
  button.replaceChildren(`${name} `, element("kbd", {}, "K"));
}

function keep(text) {
  kept = text;
  const query = new URLSearchParams(location.search);
  if (text) query.set("kn", text);
  else query.delete("kn");
  history.replaceState(null, "", `?${query}${location.hash}`);
  startMotions();
}

function openMotion() {
  if (isPresenter || !toggle("motion")) return;
  if (!facts.motions || !facts.choices) {
    motionBody().replaceChildren(element("p", {}, say("motion_offline")));
    return;
  }
  drawForm();
}

async function ask(fields) {
  const address = new URL(facts.motions, location.href);
  for (const [key, value] of Object.entries({ kn: kept, ...fields })) address.searchParams.set(key, value);
  const answer = await fetch(address, { headers: { accept: "application/json" } });
  if (!answer.ok) throw new Error(answer.status);
  return answer.json();
}

const banner = () => element("p", { class: "banner" }, say("motion_banner"));
const option = (value, text) => element("option", { value }, text);
const isSameState = (reply) => reply.digest_before === root.dataset.digest;

// --- the form ----------------------------------------------------------------------------------------------------

function drawForm(told = "") {
  const { units, whats, sections, criteria, penalties, bonuses } = facts.choices;
  const select = (...options) => element("select", { required: true }, ...options);
  const empty = option("", say("motion_choose"));
  const unit = select(empty.cloneNode(true), ...units.map((each) => option(each.code, each.name)));
  const what = select(...whats.map((each) => option(each.value, each.text)));
  const criterion = select(), part = select();
  const rows = { criterion: field("motion_criterion", criterion, "wide"), part: field("motion_part", part, "wide") };
  const present = element("p", { class: "present wide", "aria-live": "polite" });
  const place = element("div", { class: "wide" });
  const wrong = element("p", { class: "wrong", role: "alert", hidden: true });
  const items = () => ({ "diem-tru": penalties, "diem-thuong": bonuses }[what.value]);
  const isItem = () => Boolean(items());
  const chosen = () => criteria.find((each) => each.code === criterion.value);
  const chosenPart = () => chosen()?.parts.find((each) => each.part === part.value);

  function drawCriteria() {
    const groups = isItem()
      ? items().map((each) => option(each.code, `${each.label} – ${each.points}`))
      : sections.map((section) => {
          const group = element("optgroup", { label: section.label });
          const fits = (each) => each.section === section.code &&
            (what.value !== "chi-tieu" || each.parts.some((one) => one.has_target));
          for (const each of criteria.filter(fits)) {
            const closed = each.closed[unit.value];
            const made = option(each.code, closed ? `${each.label} – ${closed}` : each.label);
            made.disabled = Boolean(closed);
            group.append(made);
          }
          return group;
        });
    const before = criterion.value;
    criterion.replaceChildren(empty.cloneNode(true), ...groups);
    criterion.value = before;
    if (criterion.selectedIndex < 0) criterion.selectedIndex = 0;
    rows.criterion.firstChild.textContent = say(isItem() ? "motion_item" : "motion_criterion");
    drawParts();
  }
  function drawParts() {
    const parts = (isItem() ? [] : chosen()?.parts || []).filter((each) => what.value !== "chi-tieu" || each.has_target);
    const before = part.value;
    part.replaceChildren(...parts.map((each) => option(each.part, each.label || chosen().label)));
    if (parts.some((each) => each.part === before)) part.value = before;
    rows.part.hidden = parts.length < 2;
    drawValue();
  }
  function drawValue() {
    const row = chosenPart();
    const item = isItem() && items().find((each) => each.code === criterion.value);
    const value = item ? item.times[unit.value] : row && (what.value === "chi-tieu" ? row.target : row.actual)[unit.value];
    present.textContent = value === undefined ? "" : say("motion_present", { value }) +
      (row?.plausible ? ` · ${row.plausible}` : "");
    const choices = !isItem() && what.value !== "chi-tieu" ? row?.choices || [] : [];
    const input = choices.length
      ? select(...choices.map((each) => option(each.value, each.text)))
      : element("input", { type: "text", inputmode: "decimal", autocomplete: "off", required: true });
    input.name = "gia";
    const old = place.querySelector("input");
    if (old && !choices.length) input.value = old.value;
    const measure = row?.measure ? ` (${row.measure})` : "";
    place.replaceChildren(field(isItem() ? "motion_times" : "motion_value", input, "", isItem() || choices.length ? "" : measure));
  }
  unit.addEventListener("change", drawCriteria);
  what.addEventListener("change", drawCriteria);
  criterion.addEventListener("change", drawParts);
  part.addEventListener("change", drawValue);
  const form = element("form", { novalidate: true, onsubmit: (event) => {
    event.preventDefault();
    tryOut({ doi: what.value, donvi: unit.value, tieuchi: isItem() ? "" : criterion.value, phan: isItem() ? "" : part.value,
      khoan: isItem() ? criterion.value : "", gia: $("[name=gia]", form).value }, wrong);
  } },
    element("div", { class: "fields" }, field("motion_unit", unit), field("motion_what", what), rows.criterion, rows.part, present, place),
    wrong,
    element("div", { class: "actions" }, element("button", { class: "main", type: "submit" }, say("motion_try"), " ", element("kbd", {}, "Enter")),
      ...(keptCount() ? [element("button", { type: "button", onclick: drawKept }, say("motion_kept", { count: keptCount() }))] : [])),
    ...(told ? [element("p", { class: "quiet", role: "status" }, told)] : []));
  motionBody().replaceChildren(banner(), form);
  drawCriteria();
  unit.focus();
}

function field(name, input, kind = "", measure = "") {
  return element("label", { class: kind }, `${say(name)}${measure}`, input);
}

async function tryOut(fields, wrong) {
  const mine = ++asking;
  wrong.hidden = false;
  wrong.textContent = say("motion_wait");
  let reply;
  try {
    reply = await ask(fields);
  } catch {
    wrong.textContent = say("motion_failed");
    return;
  }
  if (mine !== asking) return;
  const problem = reply.question || reply.problem || (isSameState(reply) ? "" : differs(reply));
  if (problem) {
    wrong.textContent = problem;
    $("[name=gia]", motionBody()).focus();
    return;
  }
  drawResult(reply, fields.donvi);
}

const differs = (reply) => say("motion_differs", { digest: reply.stamp });
const sameText = () => say("motion_same", { digest: facts.mark });

// --- before → after ----------------------------------------------------------------------------------------------

// The unit's mark, as its slide shows it; a deck may be chosen without that slide.
function glyphOf(unit) {
  const glyph = $(`#stage > .slide[data-unit="${CSS.escape(unit)}"] h1 .glyph`);
  return glyph ? [glyph.cloneNode(true)] : [];
}

function moves(reply, named) {
  const ordered = reply.ranking.map((code) => reply.units.find((each) => each.unit === code));
  const sign = { up: "▲", down: "▼", same: "" };
  const head = ["motion_unit", "motion_total", "motion_change", "motion_rank"];
  return element("table", { class: "moves" },
    element("caption", { class: "unseen" }, say("motion_caption")),
    element("thead", {}, element("tr", {}, ...head.map((key, at) => element("th", { scope: "col", class: at === 1 || at === 2 ? "number" : "" }, say(key))))),
    element("tbody", {}, ...ordered.map((row) => {
      const isSame = row.before.total === row.after.total && !row.moved;
      const arrow = (before, after) => (before === after ? after : say("motion_move", { before, after }));
      return element("tr", { class: `${isSame ? "same" : ""} ${row.unit === named ? "named" : ""}`, "data-unit": row.unit },
        element("th", { scope: "row" }, ...glyphOf(row.unit), row.name),
        element("td", { class: "number" }, arrow(row.before.total, row.after.total)),
        element("td", { class: "number" }, row.change),
        element("td", { class: "rank" }, `${arrow(row.before.rank_text, row.after.rank_text)} ${sign[row.direction]}`));
    })));
}

function drawResult(reply, named) {
  const keepIt = element("button", { type: "button", class: "main", onclick: () => { keep(reply.kn); drawKept(); } }, say("motion_keep"));
  const drop = () => { closePanels(); note(sameText()); };
  const last = reply.motions[reply.motions.length - 1];
  motionBody().replaceChildren(banner(),
    element("p", { class: "quiet" }, last ? last.told : ""),
    element("p", { class: "headline" }, reply.headline),
    moves(reply, named),
    ...reply.notes.map((each) => element("p", { class: "quiet" }, each)),
    element("div", { class: "actions" }, keepIt,
      element("button", { type: "button", onclick: drop }, say("motion_drop")),
      element("button", { type: "button", onclick: () => drawForm() }, say("motion_other"))),
    element("p", { class: "quiet same-state" }, sameText()));
  keepIt.focus();
}

// --- what is kept ------------------------------------------------------------------------------------------------

async function drawKept() {
  let reply;
  try {
    reply = await ask({});
  } catch {
    motionBody().replaceChildren(banner(), element("p", { class: "wrong", role: "alert" }, say("motion_failed")));
    return;
  }
  const remove = (at) => { keep(kept.split("~").filter((_, place) => place !== at).join("~")); drawKept(); };
  const query = (name) => new URLSearchParams({ nam: facts.year, ...(name === "dau" ? { dau: facts.mark } : {}), kn: kept });
  const list = reply.motions.map((each, at) => element("li", {}, element("span", {}, each.told),
    element("button", { type: "button", onclick: () => remove(at) }, say("motion_remove"))));
  const links = [
    element("a", { class: "go", href: `/tai-ve/bien-ban.docx?${query("dau")}` }, say("motion_minutes")),
    element("a", { class: "go", href: `/nhap-so-lieu?${query("dau")}`, target: "_blank", rel: "noopener" }, say("motion_confirm"))];
  const told = reply.problem || (isSameState(reply) ? "" : differs(reply));
  motionBody().replaceChildren(banner(),
    element("h3", {}, keptCount() ? say("motion_kept", { count: keptCount() }) : say("motion_none")),
    ...(told ? [element("p", { class: "wrong", role: "alert" }, told)] : []),
    element("ul", { class: "kept" }, ...list),
    ...(list.length ? [element("p", { class: "headline" }, reply.headline), moves(reply, "")] : []),
    element("div", { class: "actions" },
      element("button", { type: "button", class: "main", onclick: () => drawForm() }, say("motion_other")), ...(list.length ? links : [])),
    element("p", { class: "quiet same-state" }, sameText()));
}
