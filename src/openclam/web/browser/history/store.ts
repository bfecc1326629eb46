/** What this browser keeps: details of body and band, and every set that was done. It stays here until it is deleted. */
import type { Assessment, Details, Outcome } from "../coach/protocol";
import { readKept, writeKept } from "../ui/remembered";

const DATABASE = "openclam";
const SETS = "sets";
const DETAILS = "openclam.details";

export interface KeptSet {
  /** Made by the database. */
  readonly id?: number;
  /** When the set was done, ISO 8601 in UTC. */
  readonly performedAt: string;
  readonly pain: number | null;
  readonly effort: number | null;
  readonly assessment: Assessment;
  /** What the screening before it advised; null where none was answered, absent in sets of an older page. */
  readonly screening?: Outcome | null;
}

export async function keepSet(set: KeptSet): Promise<number> {
  return Number(await ask((sets) => (set.id === undefined ? sets.add(set) : sets.put(set)), "readwrite"));
}

/** Every set, oldest first. */
export async function keptSets(): Promise<KeptSet[]> {
  return ask((sets) => sets.getAll() as IDBRequest<KeptSet[]>, "readonly");
}

export async function deleteSet(id: number): Promise<void> {
  await ask((sets) => sets.delete(id), "readwrite");
}

export async function deleteSets(): Promise<void> {
  await ask((sets) => sets.clear(), "readwrite");
}

/** The person's own target: the median of how far the hip went with a still pelvis, over the last sets of that leg. */
export function ownTarget(sets: readonly KeptSet[], leg: "left" | "right"): number | null {
  const own = sets.filter((set) => set.assessment.moving_leg === leg).slice(-3);
  const ranges = own
    .flatMap((set) => set.assessment.reps.map((rep) => rep.clean_range_deg.value))
    .filter((value): value is number => value !== null)
    .sort((a, b) => a - b);
  return ranges[ranges.length >> 1] ?? null;
}

export function readDetails(): Details {
  const none: Details = { height_cm: null, mass_kg: null, band: null, band_loop_cm: null };
  return { ...none, ...readKept<Partial<Details>>(DETAILS) };
}

export function keepDetails(details: Details): void {
  writeKept(DETAILS, details);
}

function ask<T>(question: (sets: IDBObjectStore) => IDBRequest<T>, mode: IDBTransactionMode): Promise<T> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(DATABASE, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(SETS, { keyPath: "id", autoIncrement: true });
    opening.onerror = () => reject(opening.error ?? new Error("the browser's store cannot be opened"));
    opening.onsuccess = () => {
      const database = opening.result;
      const transaction = database.transaction(SETS, mode);
      const answer = question(transaction.objectStore(SETS));
      transaction.oncomplete = () => resolve(answer.result);
      transaction.onabort = () => reject(transaction.error ?? new Error("the browser's store is full"));
      transaction.addEventListener("complete", () => database.close());
    };
  });
}
