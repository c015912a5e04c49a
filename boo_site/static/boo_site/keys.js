// Keys on the list and on the page of a conversation: which one was pressed, and the dialog that shows them all.
"use strict";

const booKeys = (() => {
  const dialog = document.getElementById("boo-keys");
  const open = () => dialog?.showModal();
  document.getElementById("boo-keys-close")?.addEventListener("click", () => dialog.close());

  // For a moment after a dialog has closed, its button still has the focus: keys count again at once all the same.
  const fields = "input:not([type=checkbox]), textarea, select, [contenteditable], dialog[open]";
  const isTyping = (target) => target.closest(fields);

  // With Shift a digit is told by its place on the keyboard: the sign that it types differs by country.
  const meant = (keys, event) => {
    const digit = event.shiftKey && /^Digit(\d)$/.exec(event.code);
    return keys[event.key] ?? (digit ? keys[`Shift+${digit[1]}`] : undefined);
  };

  // Does what `keys` says of the key that is pressed, unless somebody is typing. Of keys held down only `repeated` go on.
  const listen = (keys, repeated = "") => {
    const known = { ...keys, "?": open };
    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
      if (dialog?.open || isTyping(event.target)) return;
      if (event.key === "Enter" && event.target.closest("a, button")) return;
      if (event.repeat && !repeated.includes(event.key)) return;
      const act = meant(known, event);
      if (!act) return;
      event.preventDefault();
      // The theme listens further out, and would open its own page of keys over ours.
      event.stopPropagation();
      act();
    });
  };
  return { listen, open };
})();
