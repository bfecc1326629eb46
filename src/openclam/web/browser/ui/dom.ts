/** Making elements; text always goes in as text, never as markup. */

const SVG = "http://www.w3.org/2000/svg";

type Attributes = Readonly<Record<string, string | number | boolean>>;

export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  return filled(document.createElement(tag), attributes, children);
}

export function svg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): SVGElementTagNameMap[K] {
  return filled(document.createElementNS(SVG, tag), attributes, children);
}

export function button(label: string, onPress: () => void, kind = "plain"): HTMLButtonElement {
  const made = element("button", { type: "button", class: `coach-button ${kind}` }, label);
  made.addEventListener("click", onPress);
  return made;
}

/** Sets text only where it differs, so that a screen reader is told of changes and of nothing else. */
export function write(target: Element, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}

function filled<E extends Element>(target: E, attributes: Attributes, children: (Node | string)[]): E {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) target.setAttribute(name, "");
    else if (value !== false) target.setAttribute(name, String(value));
  }
  target.append(...children);
  return target;
}
