// The page of one conversation: keys (see keys.js), who else is looking, and messages as they were sent. The list has list.js.
"use strict";

(() => {
  const page = document.getElementById("boo-page");
  const search = document.getElementById("searchbar");
  if (search && location.hash === "#search") search.focus();
  if (!page) return;

  const press = (selector) => document.querySelector(selector)?.click();
  // Where there is nothing to go to, it is said anew, so that it is read out too.
  const end = document.getElementById("boo-end");
  const walk = (selector, side) => {
    if (document.querySelector(selector)) press(selector);
    else if (end) {
      end.textContent = "";
      setTimeout(() => (end.textContent = end.dataset[side]), 100);
    }
  };
  const opener = document.getElementById("boo-keys-open");
  opener.hidden = false;
  opener.addEventListener("click", booKeys.open);

  const keys = {
    j: () => walk("a[rel=next]", "end"),
    k: () => walk("a[rel=prev]", "start"),
    e: () => press("button[name=_next]"),
    a: () => press("button[name=_mine]"),
    n: () => document.getElementById("id_note")?.focus(),
    "/": () => location.assign(`${page.dataset.list}#search`),
  };
  for (const button of document.querySelectorAll("button[data-key]")) {
    keys[button.dataset.key] = () => button.click();
  }
  booKeys.listen(keys);

  // A message as it was sent opens below it, in a frame that may do nothing; a second click closes it.
  for (const link of document.querySelectorAll("a[data-frame]")) {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      const message = link.closest("li");
      const open = message.querySelector("iframe");
      message.classList.toggle("boo-framed", !open);
      link.textContent = open ? "Show as sent (HTML)" : "Hide what was sent";
      if (open) {
        open.remove();
        return;
      }
      const frame = document.createElement("iframe");
      frame.setAttribute("sandbox", "");
      frame.setAttribute("referrerpolicy", "no-referrer");
      frame.title = "The message as it was sent";
      frame.className = "boo-frame";
      frame.src = link.href;
      link.closest("p").after(frame);
    });
  }

  // Every 20 seconds while the page is seen: who else looks, and what was changed since it was loaded.
  const viewing = document.getElementById("boo-viewing");
  const news = document.getElementById("boo-news");
  const token = document.querySelector("input[name=csrfmiddlewaretoken]");
  const beat = async () => {
    if (document.hidden || !token) return;
    const body = new URLSearchParams({ newest: page.dataset.newest, last_message: page.dataset.lastMessage });
    try {
      const answer = await fetch(page.dataset.heartbeat, {
        method: "POST",
        body,
        credentials: "same-origin",
        headers: { "X-CSRFToken": token.value },
        signal: AbortSignal.timeout(10000),
      });
      if (!answer.ok) return;
      const told = await answer.json();
      if (viewing.querySelector("bdi").textContent !== told.viewers) {
        viewing.querySelector("bdi").textContent = told.viewers;
        viewing.hidden = !told.viewers;
      }
      if (told.changed && news.querySelector("span").textContent !== told.changed) {
        news.querySelector("span").textContent = told.changed;
        news.hidden = false;
      }
    } catch {
      // Without an answer nothing is known; the next heartbeat asks again.
    }
  };
  setInterval(beat, 20000);
  document.addEventListener("visibilitychange", beat);
})();
