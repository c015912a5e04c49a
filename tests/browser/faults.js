// What nobody should have to see on the loaded page: text that is hard to read, a control without a name, a page wider
// than the screen, and on a phone a control that a thumb misses. Links within a text are as high as the text.
async () => {
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  await frame();
  await frame();
  const faults = [];
  const isPhone = innerWidth < 768;
  const styleOf = (element) => getComputedStyle(element);
  const isSeen = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true })
    && element.getBoundingClientRect().width > 1 && styleOf(element).clipPath === "none";
  const named = (element) => `${element.tagName.toLowerCase()} ${element.id} ${element.className}`.slice(0, 60)
    + `: ${(element.textContent || element.value || "").trim().slice(0, 30)}`;

  if (document.documentElement.scrollWidth > innerWidth) faults.push("wider than the screen");

  // Colours come in every notation: a canvas makes numbers of them.
  const pixel = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const numbers = new Map();
  const rgba = (colour) => {
    if (!numbers.has(colour)) {
      pixel.clearRect(0, 0, 1, 1);
      pixel.fillStyle = colour;
      pixel.fillRect(0, 0, 1, 1);
      const [red, green, blue, alpha] = pixel.getImageData(0, 0, 1, 1).data;
      numbers.set(colour, [red, green, blue, alpha / 255]);
    }
    return numbers.get(colour);
  };
  const over = (top, below) => [0, 1, 2].map((at) => top[at] * top[3] + below[at] * (1 - top[3]));
  const behind = (element) => {
    if (!element) return [255, 255, 255];
    const own = rgba(styleOf(element).backgroundColor);
    return own[3] === 1 ? own.slice(0, 3) : over(own, behind(element.parentElement));
  };
  const light = (colour) => {
    const [red, green, blue] = colour.map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (element) => {
    const below = behind(element);
    const [more, less] = [light(over(rgba(styleOf(element).color), below)), light(below)].sort((one, other) => other - one);
    return (more + 0.05) / (less + 0.05);
  };

  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const read = new Set();
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || read.has(element) || element.matches("script, style, option") || !isSeen(element)) continue;
    read.add(element);
    const least = parseFloat(styleOf(element).fontSize) >= 24 || element.matches(".material-symbols-outlined") ? 3 : 4.5;
    if (contrast(element) < least) faults.push(`contrast ${contrast(element).toFixed(2)}: ${named(element)}`);
  }

  const hasName = (element) => element.labels?.length || element.ariaLabel || element.title || element.hasAttribute("aria-labelledby")
    || (!element.matches("input, select, textarea") && (element.innerText.trim() || element.querySelector("img[alt]")));
  const hits = (element, x, y) => {
    const found = document.elementFromPoint(x, y);
    const isOutside = x < 0 || y < 0 || x >= innerWidth || y >= innerHeight;
    return isOutside || element.contains(found) || [...(element.labels ?? [])].some((label) => label.contains(found));
  };
  const isReached = (element) => {
    const box = element.getBoundingClientRect();
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
    return [[0, -19], [0, 19], [-12, 0], [12, 0]].every(([right, down]) => hits(element, x + right, y + down));
  };
  for (const element of document.querySelectorAll("input:not([type=hidden]), select, textarea, button, a[href], summary")) {
    if (!isSeen(element) || element.disabled) continue;
    if (!hasName(element)) faults.push(`without a name: ${named(element)}`);
    const isInText = element.matches("a") && styleOf(element).display === "inline";
    if (isPhone && !isInText && !isReached(element)) faults.push(`too small: ${named(element)}`);
  }
  return faults;
}
