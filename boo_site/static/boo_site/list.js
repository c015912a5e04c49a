// The list of conversations: unfold a row's last messages, and walk through the rows by keyboard (see keys.js).
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

  // A category is set on the server, which shows the list anew: there the same row is the current one, or where that is
  // gone from the list, the one in its place.
  const PLACE = "boo-row";
  const form = document.getElementById("boo-categories");
  const choose = (button) => {
    const row = current();
    const key = row?.querySelector("input.action-select")?.value;
    if (!key) return;
    sessionStorage.setItem(PLACE, JSON.stringify([key, rows().indexOf(row)]));
    form.action = `${key}/category/?${new URLSearchParams({ _changelist_filters: location.search.slice(1) })}`;
    button.click();
  };
  const [left, at] = JSON.parse(sessionStorage.getItem(PLACE) ?? "[]");
  sessionStorage.removeItem(PLACE);
  if (left) {
    const all = rows();
    select(all.find((row) => row.querySelector("input.action-select")?.value === left) ?? all[Math.min(at, all.length - 1)]);
  }

  const keys = {
    j: () => step(1),
    k: () => step(-1),
    o: () => current()?.querySelector("button[data-peek]")?.click(),
    x: () => current()?.querySelector("input.action-select")?.click(),
    Enter: () => current() && link(current())?.click(),
  };
  for (const button of form?.querySelectorAll("button[data-key]") ?? []) {
    keys[button.dataset.key] = () => choose(button);
  }
  booKeys.listen(keys, "jk");
})();
