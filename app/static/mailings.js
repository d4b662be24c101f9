/* The last question before a mailing goes stands in a dialog. Without this file it is part of the page. */
(() => {
  "use strict";
  const dialog = (link, name) => document.getElementById(link.getAttribute(name));
  document.addEventListener("click", (event) => {
    const opens = event.target.closest("[data-opens]");
    const closes = event.target.closest("[data-closes]");
    if (!opens && !closes) return;
    event.preventDefault();
    if (closes) { dialog(closes, "data-closes").close(); return; }
    const asked = dialog(opens, "data-opens");
    if (asked.open) asked.close();
    asked.showModal();
  });
})();
