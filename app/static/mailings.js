/* Counts follow the form by themselves, and the last question before a mailing goes stands in a dialog. Without this
   file there is a button to count again, and the question is part of the page. */
(() => {
  "use strict";
  const hide = () => document.querySelectorAll("[data-without-script]").forEach((part) => { part.hidden = true; });
  document.addEventListener("htmx:afterSettle", hide);
  hide();
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
