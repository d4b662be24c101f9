/* The editor of templates: elements go in where the cursor is, and typed words are not lost by leaving. */
(() => {
  "use strict";
  const form = document.getElementById("words");
  if (!form) return;
  document.querySelectorAll("[data-with-script]").forEach((part) => { part.hidden = false; });
  document.querySelectorAll("[data-without-script]").forEach((part) => { part.hidden = true; });

  /* The field written in last; at first the English words. */
  const written = "textarea, input:not([type])";
  let field = form.querySelector("textarea");
  form.addEventListener("focusin", (event) => { if (event.target.matches(written)) field = event.target; });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-element]");
    if (!button) return;
    const { selectionStart: from, selectionEnd: to, value } = field;
    const gap = from > 0 && !/[\s({¿¡]$/.test(value.slice(0, from)) ? " " : "";
    field.setRangeText(gap + button.dataset.element, from, to, "end");
    field.focus();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });

  let unsaved = false;
  form.addEventListener("input", (event) => { if (event.target.matches(written)) unsaved = true; });
  form.addEventListener("submit", () => { unsaved = false; });
  addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });
})();
