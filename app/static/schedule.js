/* Comforts for ticking visits: whole ranges, all at once, by keyboard, and how many are ticked. */
(() => {
  "use strict";
  const all = (selector) => [...document.querySelectorAll(selector)];
  const boxes = () => all(".schedule input[type=checkbox]");
  const count = () => {
    const words = document.getElementById("picked");
    const whole = document.getElementById("all-shown");
    const every = boxes();
    const ticked = every.filter((box) => box.checked).length;
    const matching = document.getElementById("schedule")?.dataset.matching;
    const shown = all(".schedule tr[data-group]").length;
    const button = document.getElementById("ask-shown");
    if (words && (ticked || "counting" in words.dataset)) {
      words.dataset.counting = "";
      words.textContent = ticked ? `${ticked} selected (${matching} matching)` : "Nothing selected";
    }
    if (whole) {
      whole.hidden = !every.length;
      whole.firstElementChild.checked = ticked > 0 && ticked === every.length;
      whole.firstElementChild.indeterminate = ticked > 0 && ticked < every.length;
    }
    if (button) button.textContent = `Visible (${shown})`;
  };

  /* With Shift everything between two boxes is ticked like the second. */
  let last = null;
  document.addEventListener("click", (event) => {
    const box = event.target;
    if (!(box instanceof HTMLInputElement) || !box.closest(".schedule")) return;
    const every = boxes();
    if (event.shiftKey && last && last !== box && last.isConnected) {
      const ends = [every.indexOf(last), every.indexOf(box)].sort((one, other) => one - other);
      every.slice(ends[0], ends[1] + 1).forEach((each) => { each.checked = box.checked; });
    }
    last = box;
  });
  document.addEventListener("change", (event) => {
    if (event.target.closest("#all-shown")) boxes().forEach((box) => { box.checked = event.target.checked; });
    count();
  });
  document.addEventListener("htmx:afterSettle", count);
  addEventListener("pageshow", count);

  /* In a row reached with j and k: x ticks it, c marks it as confirmed on the phone. */
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches("input:not([type=checkbox]), select, textarea")) return;
    const row = document.querySelector(".schedule tr.focus") || event.target.closest(".schedule tr[data-group]");
    if (event.key === "x") row?.querySelector("input[type=checkbox]")?.click();
    if (event.key === "c") row?.querySelector(".acts-cell button")?.click();
  });
})();
