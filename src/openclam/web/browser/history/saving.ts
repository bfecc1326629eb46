/** A set on its way to the site's server, which happens only after the person has agreed to it. */
import type { KeptSet } from "./store";

/** Asks the server to keep the set. Throws an Error that says why it does not. */
export async function saveOnSite(url: string, set: KeptSet): Promise<void> {
  const { assessment, performedAt, screening, pain, effort } = set;
  const body = JSON.stringify({ assessment, consent: true, performed_at: performedAt, screening: screening ?? null, pain, effort });
  const answer = await fetch(url, { method: "POST", headers: { "Content-Type": "application/json" }, body });
  if (answer.ok) return;
  const told = (await answer.json().catch(() => null)) as { error?: { message?: string } } | null;
  throw new Error(told?.error?.message ?? String(answer.status));
}
