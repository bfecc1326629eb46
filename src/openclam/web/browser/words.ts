/** What the live coach's page says by itself; cues and reasons come from the server, in the session's language. */
import type { Lang } from "./protocol";

const WORDS = {
  loading: { en: "Getting ready…", nl: "Even klaarzetten…" },
  camera_asked: { en: "Allow the camera. Its pictures stay on this device.", nl: "Geef toegang tot de camera. De beelden blijven op dit apparaat." },
  camera_refused: {
    en: "The camera cannot be used. Allow it for this site in your browser, close other programs that use it, and load this page again.",
    nl: "De camera is niet te gebruiken. Geef deze site toegang in je browser, sluit andere programma's die hem gebruiken en laad deze pagina opnieuw.",
  },
  no_camera: { en: "No camera was found. Connect one and load this page again.", nl: "Er is geen camera gevonden. Sluit er een aan en laad deze pagina opnieuw." },
  network_failed: { en: "The part that finds your body could not be started: {why}", nl: "Het onderdeel dat je lichaam herkent, kon niet starten: {why}" },
  camera: { en: "Camera", nl: "Camera" },
  details: { en: "You and your band", nl: "Jij en je band" },
  height_cm: { en: "Height (cm)", nl: "Lengte (cm)" },
  mass_kg: { en: "Weight (kg)", nl: "Gewicht (kg)" },
  band: { en: "Band colour", nl: "Kleur van de band" },
  band_loop_cm: { en: "Band, once round, lying slack (cm)", nl: "Band, één keer rond, zonder spanning (cm)" },
  details_wrong: { en: "Expected a number from {low} to {high}.", nl: "Vul een getal in van {low} tot {high}." },
  look: { en: "Look for me", nl: "Zoek mij in beeld" },
  looking: { en: "Lie down on your side. I start by myself when I see you well.", nl: "Ga op je zij liggen. Ik begin vanzelf als ik je goed zie." },
  view_good: { en: "I see you well. Stay like this.", nl: "Ik zie je goed. Blijf zo liggen." },
  start_now: { en: "Start now", nl: "Begin nu" },
  stop: { en: "Stop the set", nl: "Stop de serie" },
  pain_now: { en: "It hurts", nl: "Het doet pijn" },
  quit: { en: "End the session", nl: "Sluit de sessie af" },
  reps: { en: "reps", nl: "herhalingen" },
  of: { en: "{done} of {target}", nl: "{done} van {target}" },
  set_of: { en: "Set {set} of {sets}, {side} leg on top", nl: "Serie {set} van {sets}, {side}been boven" },
  left: { en: "left", nl: "linker" },
  right: { en: "right", nl: "rechter" },
  opening: { en: "Opening", nl: "Opening" },
  target: { en: "target {value}°", nl: "doel {value}°" },
  hold: { en: "Hold", nl: "Vasthouden" },
  guide_opening: { en: "Open · breathe out", nl: "Openen · adem uit" },
  guide_hold: { en: "Hold · keep breathing", nl: "Vasthouden · adem door" },
  guide_closing: { en: "Close · breathe in", nl: "Sluiten · adem in" },
  guide_rest: { en: "Rest", nl: "Rust" },
  starts_in: { en: "Starts in {seconds}", nl: "Begint over {seconds}" },
  rest_for: { en: "Rest: {seconds} seconds", nl: "Rust: {seconds} seconden" },
  skip_rest: { en: "I am ready", nl: "Ik ben klaar" },
  lights: { en: "The last rep", nl: "De laatste herhaling" },
  pelvis: { en: "Pelvis", nl: "Bekken" },
  feet: { en: "Feet", nl: "Voeten" },
  torso: { en: "Torso", nl: "Romp" },
  tempo: { en: "Tempo", nl: "Tempo" },
  range: { en: "Range", nl: "Bereik" },
  met: { en: "good", nl: "goed" },
  met_partly: { en: "good, as far as seen", nl: "goed, voor zover te zien" },
  not_met: { en: "not yet", nl: "nog niet" },
  cannot_judge: { en: "cannot tell", nl: "niet te zien" },
  ask_pain: { en: "How much pain, from 0 to 10?", nl: "Hoeveel pijn, van 0 tot 10?" },
  ask_effort: { en: "How hard was it, from 0 to 10?", nl: "Hoe zwaar was het, van 0 tot 10?" },
  scale: { en: "0 is none, 10 is the most you can imagine", nl: "0 is geen, 10 is het meeste dat je je kunt voorstellen" },
  waiting: { en: "The line is down. I keep what I see and send it later.", nl: "De verbinding is weg. Ik bewaar wat ik zie en stuur het later." },
  closed: { en: "The session ended: {why}", nl: "De sessie is gestopt: {why}" },
  again: { en: "Start again", nl: "Opnieuw beginnen" },
  done: { en: "Well done. That was it for today.", nl: "Goed gedaan. Dat was het voor vandaag." },
  stopped: { en: "We stop here for today.", nl: "We stoppen voor vandaag." },
  set_done: { en: "{reps} reps, opened {opening}°", nl: "{reps} herhalingen, geopend tot {opening}°" },
  kept: { en: "Kept in this browser.", nl: "Bewaard in deze browser." },
  not_kept: { en: "This browser could not keep the set: {why}", nl: "Deze browser kon de serie niet bewaren: {why}" },
  save: { en: "Save on this site too, in my history", nl: "Ook op deze site bewaren, in mijn geschiedenis" },
  saved: { en: "Saved in your history.", nl: "Bewaard in je geschiedenis." },
  not_saved: { en: "It could not be saved: {why}", nl: "Bewaren is niet gelukt: {why}" },
  history: { en: "To my history", nl: "Naar mijn geschiedenis" },
  sound_off: { en: "Voice off", nl: "Stem uit" },
  sound_on: { en: "Voice on", nl: "Stem aan" },
} as const satisfies Record<string, Record<Lang, string>>;

export type Key = keyof typeof WORDS;

/** Gives the words for a key, with every {name} filled in. */
export type Say = (key: Key, values?: Readonly<Record<string, string | number>>) => string;

export function speaker(lang: Lang): Say {
  return (key, values = {}) => WORDS[key][lang].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
