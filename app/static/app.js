/* Small comforts for staff pages. Everything works without this file. */
(() => {
  "use strict";
  const STALE = 60000;
  const find = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const isTyping = (target) => target.matches("input, select, textarea, [contenteditable]");
  const polls = (target) => target instanceof Element && target.hasAttribute("data-poll");

  /* Polling: only while somebody can see the page; when no answer came for a minute, say so. */
  let answered = Date.now();
  const showAge = () => {
    const live = find(".live");
    if (!live) return;
    const late = Date.now() - answered > STALE;
    live.classList.toggle("paused", late);
    if (!late) return;
    const zone = document.documentElement.dataset.zone;
    const words = { hour: "numeric", minute: "2-digit", timeZone: zone };
    find(".late", live).textContent = `Paused, last update ${new Date(answered).toLocaleTimeString("en-US", words)}`;
  };
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (polls(event.target) && document.hidden) event.preventDefault();
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (polls(event.target) && event.detail.successful) answered = Date.now();
    showAge();
  });
  setInterval(showAge, 5000);

  /* Rows stay where they are. How many of them belong somewhere else by now is said on one link. */
  const countMoved = () => {
    const link = find("#regroup");
    if (!link) return;
    const moved = all("tr[data-group]").filter((row) => row.dataset.group !== row.closest("tbody").dataset.group);
    const others = find("#live")?.hasAttribute("data-others");
    link.hidden = !moved.length && !others;
    link.textContent = moved.length ? `Regroup (${moved.length})` : "Show new visits";
  };
  document.addEventListener("htmx:afterSettle", countMoved);

  /* What only works with script is hidden without it. */
  const unhide = () => all("[data-print]").forEach((button) => { button.hidden = false; });
  document.addEventListener("htmx:afterSettle", unhide);
  unhide();

  /* After an action the focus stays in the row it came from. */
  let acting = "";
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (!polls(event.target)) acting = event.target.closest("tr[id], li[id]")?.id || "";
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (polls(event.target) || !acting) return;
    const row = document.getElementById(acting);
    acting = "";
    setTimeout(() => { if (!document.activeElement || document.activeElement === document.body) find("a, button", row || document.body)?.focus(); });
  });

  /* A form that came back with errors begins at their summary. */
  document.addEventListener("htmx:afterSettle", (event) => find("[data-focus]", event.target)?.focus());
  find("[data-focus]")?.focus();

  /* Nothing is lost silently: say when an action did not reach us. */
  const say = (words) => {
    find(".unsaved")?.remove();
    const line = document.createElement("p");
    line.className = "unsaved";
    line.setAttribute("role", "alert");
    line.textContent = words;
    document.body.append(line);
    setTimeout(() => line.remove(), 8000);
  };
  const failed = (event) => { if (!polls(event.target)) say("Not saved. Check the connection and try again."); };
  document.addEventListener("htmx:sendError", failed);
  document.addEventListener("htmx:responseError", failed);

  /* A pressed button does not act twice, and an undo is offered for ten seconds. */
  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (event.target.method !== "post" || event.target.hasAttribute("hx-post") || !button) return;
    setTimeout(() => { button.disabled = true; });
  });
  addEventListener("pageshow", () => all("form button[disabled]").forEach((button) => { button.disabled = false; }));
  const endUndo = () => all(".flash .undo:not([data-counting])").forEach((undo) => {
    undo.dataset.counting = "";
    setTimeout(() => undo.remove(), 10000);
  });
  document.addEventListener("htmx:afterSettle", endUndo);
  endUndo();

  /* Menus close by themselves. */
  document.addEventListener("click", (event) => {
    all("details.menu[open], details.pick[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
    if (event.target.closest("[data-print]")) print();
  });

  /* Shortcuts: / search, g t Today, g c Cancellations, g f Fix contacts, g m Conversations, j k rows, Enter opens, u undo, Esc closes. */
  const go = { t: "/today", c: "/cancellations", f: "/fix", m: "/conversations" };
  let waiting = false;
  const step = (by) => {
    const rows = all("tr[data-group], li.item");
    const here = rows.findIndex((row) => row.classList.contains("focus") || row.contains(document.activeElement));
    const next = rows[Math.min(Math.max(here + by, 0), rows.length - 1)];
    if (!next) return;
    rows.forEach((row) => row.classList.remove("focus"));
    next.classList.add("focus");
    find("a, button", next)?.focus();
    next.scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") all("details.menu[open], details.pick[open]").forEach((menu) => { menu.open = false; find("summary", menu).focus(); });
    if (isTyping(event.target)) return;
    if (event.key === "/") { event.preventDefault(); find("#find")?.focus(); }
    else if (waiting && go[event.key]) location.assign(go[event.key]);
    else if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
    else if (event.key === "u") find(".flash .undo button")?.click();
    waiting = event.key === "g";
  });

  /* On a phone the rail is a row: bring the area one is in into it. */
  const rail = find(".rail");
  const here = find("[aria-current]", rail ?? document.createElement("nav"));
  if (here && rail.scrollWidth > rail.clientWidth) rail.scrollLeft = here.offsetLeft - 16;
})();
