/** What the page needs of the exercise's own data: which group a statement is of, and the dose. */
import type { Groups } from "./lights";
import { rememberedDose, type Dose } from "./plan";

interface Statement {
  readonly slug: string;
  readonly priority: string;
  readonly measure: string | null;
}

export interface ExerciseData {
  /** Of the statements that a camera judges; empty where the data could not be had: then there are no lights. */
  readonly groups: Groups;
  readonly dose: Dose | null;
}

export async function readExercise(url: string): Promise<ExerciseData> {
  try {
    const { statement, dose } = (await (await fetch(url)).json()) as { statement: Statement[]; dose: Dose };
    const judged = statement.filter((one) => one.measure !== null);
    return { groups: new Map(judged.map((one) => [one.slug, one.priority])), dose: rememberedDose(dose) };
  } catch {
    return { groups: new Map(), dose: rememberedDose(null) };
  }
}
