/** What the page needs of the exercise's own data: the group of each statement, the dose, the gauge's label. */
import type { Groups } from "./lights";
import { rememberedDose, type Dose } from "./plan";
import type { Lang } from "./protocol";

type Words = Readonly<Record<Lang, string>>;

interface Data {
  readonly statement: readonly Statement[];
  readonly dose: Dose;
  readonly movement: { readonly label: Words };
}

interface Statement {
  readonly slug: string;
  readonly priority: string;
  readonly measure: string | null;
}

export interface ExerciseData {
  /** Of the statements that a camera judges; empty where the data could not be had: then there are no lights. */
  readonly groups: Groups;
  readonly dose: Dose | null;
  /** What the gauge calls the angle that moves; null where the data could not be had. */
  readonly label: Words | null;
}

export async function readExercise(url: string): Promise<ExerciseData> {
  try {
    const { statement, dose, movement } = (await (await fetch(url)).json()) as Data;
    const judged = statement.filter((one) => one.measure !== null);
    return { groups: new Map(judged.map((one) => [one.slug, one.priority])), dose: rememberedDose(dose), label: movement.label };
  } catch {
    return { groups: new Map(), dose: rememberedDose(null), label: null };
  }
}
