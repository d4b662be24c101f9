/* The list under the search box: arrow keys go through it, Esc closes it. Without this file Enter finds as well. */
(() => {
  "use strict";
  const box = document.getElementById("find");
  const list = () => document.getElementById("quick");
  if (!box) return;
  const links = () => [...list().querySelectorAll("a")];
  const close = () => list().replaceChildren();
  box.form.addEventListener("keydown", (event) => {
    const here = links().indexOf(document.activeElement);
    if (event.key === "Escape" && list().hasChildNodes()) { event.preventDefault(); close(); box.focus(); }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const next = event.key === "ArrowDown" ? links()[here + 1] : links()[here - 1] || box;
    if (!next || (here < 0 && event.key === "ArrowUp")) return;
    event.preventDefault();
    next.focus();
  });
  document.addEventListener("click", (event) => { if (!box.form.contains(event.target)) close(); });
  /* What was asked for a word that is no longer there does not come back. */
  document.addEventListener("htmx:beforeSwap", (event) => { if (event.detail.target === list() && !box.value.trim()) event.detail.shouldSwap = false; });
  box.addEventListener("input", () => { if (!box.value.trim()) close(); });
})();
