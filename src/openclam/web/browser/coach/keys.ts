/** The whole session by keyboard: space or enter for the main button, Escape to stop. Digits belong to the question. */

export interface KeyActions {
  main(): void;
  stop(): void;
}

/** Listens on the whole page, but leaves alone what has the focus and a use for the key of its own. */
export function listenToKeys({ main, stop }: KeyActions): void {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "Escape") {
      stop();
    } else if ((event.key === " " || event.key === "Enter") && !hasUse(event.target)) {
      event.preventDefault(); // space would scroll
      main();
    }
  });
}

function hasUse(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("a, button, input, select, textarea, summary, video, label") !== null;
}
