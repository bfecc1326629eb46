/** Small things that this browser remembers from one visit to the next; it may refuse, and then nothing is lost but that. */

/** What was kept under `key`; null where there is nothing, or nothing that can be read. */
export function readKept<T>(key: string): T | null {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null") as T | null;
  } catch {
    return null;
  }
}

export function writeKept(key: string, value: unknown): void {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // A private window, or no room: the choice is asked for again next time.
  }
}
