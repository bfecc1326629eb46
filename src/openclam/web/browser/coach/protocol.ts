/** The messages of `openclam/live/1`, as the server's `protocol.py` has them; of documents only what is shown here. */

export const PROTOCOL = "openclam/live/1";

export type Lang = "en" | "nl";
export type Leg = "left" | "right";
export type Phase = "opening" | "hold" | "closing" | "rest";
export type Verdict = "met" | "not met" | "cannot judge";
export type Asks = "pain" | "effort";

/** What the person told of themselves; null where they did not. */
export interface Details {
  readonly height_cm: number | null;
  readonly mass_kg: number | null;
  readonly band: string | null;
  readonly band_loop_cm: number | null;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** How much is to be done; null leaves it to the exercise's own dose. `first` is the moving leg, the one on top. */
export interface Plan {
  readonly reps: number | null;
  readonly sets: number | null;
  readonly rest_s: number | null;
  readonly first: Leg;
  readonly both: boolean;
}

export type Answer = "yes" | "no" | "unsure";
export type Level = "get-help" | "clinician-first" | "not-by-default" | "adapt";

export interface Advice {
  readonly level: Level;
  readonly of: readonly string[];
  readonly words: string;
  readonly source: string;
}

/** What the answers before the set advise, `openclam/screening-outcome/1`, strictest first. */
export interface Outcome {
  readonly schema: string;
  readonly answers: Readonly<Record<string, Answer>>;
  readonly cleared: boolean | null;
  readonly level: Level | null;
  readonly may_start: boolean;
  readonly asks_clearance: boolean;
  readonly advice: readonly Advice[];
  readonly quiet: readonly string[];
  readonly unanswered: readonly string[];
  readonly summary: string;
}

/** One phase of a rep as it is guided, seconds from the beginning of the rep. */
export interface Step {
  readonly phase: Phase;
  readonly start_s: number;
  readonly end_s: number;
  readonly breath: "out" | "easy" | "in";
  readonly words: string;
  readonly breath_words: string;
}

export interface Hello extends Details, Size {
  readonly type: "hello";
  readonly protocol: typeof PROTOCOL;
  readonly lang: Lang;
  readonly moving_leg: "auto" | "left" | "right";
  readonly pose_model: "full" | "lite";
  readonly screening: Readonly<Record<string, Answer>> | null;
  readonly cleared: boolean | null;
  readonly plan: Plan | null;
  readonly resume: string | null;
}

export interface Frame {
  readonly type: "frame";
  readonly t: number;
  readonly seq: number;
  readonly image: readonly number[] | null;
  readonly world: readonly number[] | null;
}

export type Order =
  | { readonly type: "begin" }
  | { readonly type: "finish" }
  | { readonly type: "feeling"; readonly pain?: number; readonly effort?: number };

export interface Cue {
  readonly kind: "safety" | "correct" | "praise" | "count" | "info";
  readonly words: string;
  readonly statement: string | null;
  readonly priority: string | null;
  readonly asks?: Asks | null;
}

export interface Measured {
  readonly value: number | null;
  readonly sd: number | null;
}

export interface Finding {
  readonly statement: string;
  readonly verdict: Verdict;
}

export interface Rep {
  readonly number: number;
  readonly start_s: number;
  readonly end_s: number;
  readonly opening_deg: Measured;
  readonly clean_range_deg: Measured;
  readonly pelvic_roll_deg: Measured;
  readonly hold_s: number;
  readonly findings: readonly Finding[];
}

export interface Assessment {
  readonly schema: string;
  readonly exercise: string;
  readonly moving_leg: Leg;
  readonly reps: readonly Rep[];
  readonly statements: readonly Finding[];
}

/** Where the session stands: counting down, in a set, resting. */
export interface Standing {
  readonly stage: "before" | "ready" | "set" | "rest" | "done" | "stopped";
  readonly side: Leg;
  readonly set: number;
  readonly sets: number;
  readonly reps: number;
  readonly target_reps: number;
  readonly seconds_left: number | null;
  readonly asks: Asks | null;
}

export interface Ready {
  readonly type: "ready";
  readonly token: string;
  readonly resumed: boolean;
  readonly seq: number | null;
  readonly t: number | null;
  readonly sets: number;
  readonly reps: number;
  readonly tempo?: readonly Step[] | null;
  readonly screening?: Outcome | null;
}

export interface State {
  readonly type: "state";
  readonly seq: number;
  readonly t: number;
  readonly opening_deg: number | null;
  readonly sd: number | null;
  readonly phase: Phase;
  readonly hold_s: number;
  readonly reps: number;
  readonly view: { readonly judgeable: boolean; readonly why: string | null };
  readonly coach: Standing | null;
}

export interface RepDone {
  readonly type: "rep";
  readonly rep: Rep;
  readonly cue: Cue | null;
  /** The frame with which it was known; null where it is told again. */
  readonly seq?: number | null;
  readonly again?: boolean;
}

export type FromServer =
  | Ready
  | State
  | RepDone
  | { readonly type: "cue"; readonly cue: Cue }
  | { readonly type: "assessment"; readonly assessment: Assessment }
  | { readonly type: "error"; readonly error: { readonly code: string; readonly message: string } };
