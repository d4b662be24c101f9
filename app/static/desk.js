/* The Cancellations page redraws its items while people work in them. Everything works without this file. */
(() => {
  "use strict";
  const all = (selector, root) => [...root.querySelectorAll(selector)];
  const fields = "textarea, select, input:not([type=hidden])";
  const controls = "a, button, summary, " + fields;
  const label = (control) => (control.getAttribute("aria-label") || control.textContent).trim();

  const isChanged = (field) => field.matches("select")
    ? [...field.options].some((option) => option.selected !== option.defaultSelected)
    : field.value !== field.defaultValue;
  let asker = null;
  const isTypedIn = (form) => form !== asker
    && all(fields, form).some((field) => field === document.activeElement || isChanged(field));

  /* What was typed outlives a redrawn item: its form goes over as it is, and still knows the state it began with,
     so that saving it says when somebody was faster. The focus stays where it was. */
  let kept = null;
  document.addEventListener("htmx:beforeSwap", (event) => { asker = event.detail.requestConfig.elt; });
  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    const item = event.detail.target;
    if (!item.matches("li.item")) return;
    const active = item.contains(document.activeElement) ? document.activeElement : null;
    kept = { id: item.id, active, forms: all("form[id]", item).filter(isTypedIn) };
  });
  document.addEventListener("htmx:oobAfterSwap", () => {
    const item = kept && document.getElementById(kept.id);
    if (!item) return;
    const { active, forms } = kept;
    kept = null;
    forms.forEach((form) => {
      const drawn = document.getElementById(form.id);
      if (!drawn) return;
      drawn.replaceWith(form);
      htmx.process(form);
      form.closest("details").open = true;
    });
    if (active?.isConnected) active.focus();
    else if (active) all(controls, item).find((control) => label(control) === label(active))?.focus();
  });

  /* What was new stands on top now, and is where one goes on. */
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.requestConfig?.elt.id === "fresh") document.querySelector("#notices li.item a")?.focus();
  });
})();
