// The list of conversations: unfold a row's last messages, and walk through the rows by keyboard.
"use strict";

(() => {
  const list = document.getElementById("result_list");
  if (!list) return;

  const rows = () => [...list.querySelectorAll("tr.data-row")];
  const link = (row) => row.querySelector(".field-about a");

  const unfold = async (button) => {
    const row = button.closest("tr.data-row");
    const below = row.nextElementSibling;
    if (below && below.classList.contains("boo-peek-row")) {
      below.remove();
      button.setAttribute("aria-expanded", "false");
      return;
    }
    const place = document.createElement("tr");
    place.className = "boo-peek-row";
    const cell = place.insertCell();
    cell.colSpan = row.cells.length;
    cell.textContent = "Loading…";
    row.after(place);
    button.setAttribute("aria-expanded", "true");
    try {
      const answer = await fetch(button.dataset.peek, { credentials: "same-origin" });
      if (!answer.ok) throw new Error(String(answer.status));
      cell.innerHTML = await answer.text();
    } catch {
      cell.textContent = "The messages could not be loaded. Open the conversation, or try again.";
    }
  };

  for (const button of list.querySelectorAll("button[data-peek]")) {
    button.hidden = false;
    button.addEventListener("click", () => unfold(button));
  }

  const current = () => list.querySelector("tr.boo-current");
  const select = (row) => {
    if (!row) return;
    current()?.classList.remove("boo-current");
    row.classList.add("boo-current");
    row.scrollIntoView({ block: "nearest" });
    link(row)?.focus({ preventScroll: true });
  };
  const step = (by) => {
    const all = rows();
    const at = all.indexOf(current());
    select(all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1)]);
  };

  const keys = {
    j: () => step(1),
    k: () => step(-1),
    o: () => current()?.querySelector("button[data-peek]")?.click(),
    x: () => current()?.querySelector("input.action-select")?.click(),
    Enter: () => current() && link(current())?.click(),
  };
  const isTyping = (target) => target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented || isTyping(event.target)) return;
    const act = keys[event.key];
    if (!act || (event.key === "Enter" && event.target.closest("a, button"))) return;
    event.preventDefault();
    act();
  });
})();
