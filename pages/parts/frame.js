// The little that the frame needs in the browser. Served from its own address, so the
// content security policy needs no exception. No names from the data pass through here.
(() => {
  "use strict";
  const root = document.documentElement;
  const words = JSON.parse(document.currentScript.dataset.words);
  const screens = JSON.parse(document.currentScript.dataset.screens);
  const later = document.currentScript.dataset.later;

  // Streamlit would probe for its server at every level of the address, and then ask it for what stands
  // here anyway: two round trips, and on a deep link two failed requests.
  const origin = `${location.origin}/`;
  window.__streamlit = {
    BACKEND_BASE_URL: origin,
    MAIN_PAGE_BASE_URL: origin,
    HOST_CONFIG: {
      allowedOrigins: [location.origin],
      useExternalAuthToken: false,
      enableCustomParentMessages: false,
      enforceDownloadInNewTab: false,
      // A dialog would cover the last good state; the line at the foot says that the server is gone.
      blockErrorDialogs: true,
      metricsUrl: "",
    },
  };

  // 1. The theme, before anything is painted; afterwards Streamlit's own choice.
  const prefersDark = matchMedia("(prefers-color-scheme: dark)");
  const showTheme = () => {
    const app = document.querySelector(".stApp");
    const scheme = app ? getComputedStyle(app).colorScheme : prefersDark.matches ? "dark" : "light";
    const theme = scheme.includes("dark") ? "dark" : "light";
    if (root.dataset.theme !== theme) root.dataset.theme = theme;
  };
  showTheme();

  // 2. Links between screens change the address; Streamlit listens to that and runs the script. No page load.
  let focusAfterwards = "";
  let placeAfterwards = ""; // the fragment of the link: a place on the screen that may still have to be written
  const reveal = (block) => {
    const place = placeAfterwards && document.getElementById(placeAfterwards);
    if (!place) return;
    placeAfterwards = "";
    place.scrollIntoView({ block });
    // Seen only at the lower edge, a heading says nothing of what follows it.
    if (place.getBoundingClientRect().top > innerHeight * 0.6) place.scrollIntoView({ block: "start" });
  };
  const go = (address, from) => {
    focusAfterwards = from.dataset.focus || from.id;
    placeAfterwards = decodeURIComponent(address.hash.slice(1));
    if (address.pathname === go.path) reveal("nearest");
    history.pushState({}, "", address);
    dispatchEvent(new PopStateEvent("popstate", { state: {} }));
    if (address.pathname !== go.path) scrollTo(0, 0), document.querySelector(".stMain")?.scrollTo(0, 0);
    go.path = address.pathname;
  };
  go.path = location.pathname;
  addEventListener("popstate", () => (go.path = location.pathname));
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const anchor = event.target.closest?.(".stHtml a[href]");
    if (!anchor || anchor.target === "_blank" || anchor.hasAttribute("download")) return;
    const address = new URL(anchor.href, location.href);
    if (address.origin !== location.origin || !screens.includes(address.pathname)) return;
    if (address.hash && address.pathname === location.pathname && address.search === location.search) return;
    event.preventDefault();
    if (address.href !== location.href) go(address, anchor);
  });
  document.addEventListener("change", (event) => {
    const control = event.target.closest?.(".stHtml .td-controls select[name]");
    if (!control) return;
    const address = here();
    address.searchParams.set(control.name, control.value);
    address.hash = "";
    go(address, control);
  });
  // What is typed goes the same way. Fields marked data-once are taken in by the server, once: the screen then
  // names the address that holds the outcome (data-address), and only that one is remembered.
  const here = () => {
    const address = new URL(location.href);
    for (const field of document.querySelectorAll(".stHtml .td-form [data-once]")) address.searchParams.delete(field.name);
    return address;
  };
  document.addEventListener("submit", (event) => {
    const form = event.target.closest?.(".stHtml form.td-form");
    if (!form) return;
    event.preventDefault();
    const address = here();
    for (const [name, value] of new FormData(form)) address.searchParams.set(name, value);
    const button = event.submitter;
    if (button?.name) address.searchParams.set(button.name, button.value);
    address.hash = "";
    go(address, button?.id ? button : form.querySelector("input, select, textarea"));
  });
  const remember = (named) => {
    const address = new URL(named.dataset.address, location.href);
    if (address.pathname === location.pathname) history.replaceState({}, "", address);
  };

  // 3. Plotly, which the first screen does without: read while nothing else is to do, so that the next one has it.
  const idle = window.requestIdleCallback ?? setTimeout;
  if (!navigator.connection?.saveData) addEventListener("load", () => setTimeout(() => idle(() => import(later)), 1500));

  // 4. What Streamlit says in English, outside of what the screens write.
  const attributes = ["aria-label", "title", "placeholder", "alt"];
  // “Remove *” stands for any end, such as the name of a file; “461.0B” gets its decimal comma.
  const starts = Object.entries(words).filter(([english]) => english.endsWith("*"));
  const inVietnamese = (text) => {
    const known = words[text];
    if (known || !text) return known;
    const open = starts.find(([english]) => text.startsWith(english.slice(0, -1)));
    if (open) return open[1].slice(0, -1) + text.slice(open[0].length - 1);
    return /\d\.\d[KMG]?B$/.test(text) ? text.replace(/(\d)\.(\d[KMG]?B)$/, "$1,$2") : undefined;
  };
  const translate = (element) => {
    for (const name of attributes) {
      const known = inVietnamese(element.getAttribute(name)?.trim());
      if (known) element.setAttribute(name, known);
    }
    for (const node of element.childNodes) {
      if (node.nodeType !== Node.TEXT_NODE) continue;
      const known = inVietnamese(node.nodeValue.trim());
      if (known) node.nodeValue = known;
    }
  };
  const ours = (element) => element.closest(".stHtml, .js-plotly-plot");
  const called = new Set();
  const settle = (element) => {
    if (!ours(element)) {
      translate(element);
      for (const inner of element.querySelectorAll("button, [aria-label], [title], [placeholder], p, span, label, li, h1, h2, small, div:not(:has(*))"))
        if (!ours(inner)) translate(inner);
    }
    // The control that was used keeps the focus although its block was written anew.
    if (focusAfterwards && document.activeElement === document.body) {
      const again = document.getElementById(focusAfterwards);
      if (again) again.focus({ preventScroll: true });
    }
    if (placeAfterwards) reveal("start");
    const menu = element.querySelector(".td-bar nav");
    const open = menu?.querySelector("[aria-current]");
    if (open && menu.scrollWidth > menu.clientWidth) menu.scrollLeft = open.offsetLeft - (menu.clientWidth - open.offsetWidth) / 2;
    const named = element.matches("[data-address]") ? element : element.querySelector("[data-address]");
    if (named) remember(named);
    // What must be read at once (a summary of errors, “Đã ghi”) takes the focus, once for each of its marks.
    const calls = [...element.querySelectorAll("[data-td-focus]")];
    for (const call of element.matches("[data-td-focus]") ? [element, ...calls] : calls) {
      if (called.has(call.dataset.tdFocus)) continue;
      called.add(call.dataset.tdFocus);
      call.focus();
      call.scrollIntoView({ block: "nearest" });
    }
  };
  new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "attributes") {
        if (change.target.classList.contains("stApp")) showTheme();
        else if (!ours(change.target)) translate(change.target);
      }
      for (const node of change.addedNodes) {
        if (node.nodeType === Node.ELEMENT_NODE) {
          if (node.matches(".stApp") || node.querySelector(".stApp")) showTheme();
          settle(node);
        } else if (node.parentElement && !ours(node.parentElement)) translate(node.parentElement);
      }
    }
  }).observe(root, { subtree: true, childList: true, attributes: true, attributeFilter: ["aria-label", "title", "placeholder", "class"] });
  prefersDark.addEventListener("change", () => setTimeout(showTheme, 100));
})();
