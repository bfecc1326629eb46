/** What the live coach's page says by itself; cues and reasons come from the server, in the session's language. */
import type { Lang } from "../coach/protocol";

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
  start_now: { en: "Start now", nl: "Begin nu" },
  stop: { en: "Stop the set", nl: "Stop de serie" },
  pain_now: { en: "It hurts", nl: "Het doet pijn" },
  quit: { en: "End the session", nl: "Sluit de sessie af" },
  of: { en: "of {target}", nl: "van {target}" },
  set_of: { en: "Set {set} of {sets}, {side} leg on top", nl: "Serie {set} van {sets}, {side}been boven" },
  left: { en: "left", nl: "linker" },
  right: { en: "right", nl: "rechter" },
  hold: { en: "Hold", nl: "Vasthouden" },
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
  closed: { en: "The session ended: {why}", nl: "De sessie is gestopt: {why}" },
  again: { en: "Start again", nl: "Opnieuw beginnen" },
  done: { en: "Well done. That was it for today.", nl: "Goed gedaan. Dat was het voor vandaag." },
  stopped: { en: "We stop here for today.", nl: "We stoppen voor vandaag." },
  kept: { en: "Kept in this browser.", nl: "Bewaard in deze browser." },
  not_kept: { en: "This browser could not keep the set: {why}", nl: "Deze browser kon de serie niet bewaren: {why}" },
  saved: { en: "Saved in your history.", nl: "Bewaard in je verloop." },
  not_saved: { en: "It could not be saved: {why}", nl: "Bewaren is niet gelukt: {why}" },
  history: { en: "To my history", nl: "Naar mijn verloop" },
  sound_off: { en: "Voice off", nl: "Stem uit" },
  sound_on: { en: "Voice on", nl: "Stem aan" },
  looking: { en: "Lie down on your side. I start by myself when I see you well.", nl: "Ga op je zij liggen. Ik begin vanzelf als ik je goed zie." },
  view_good: { en: "I see you well. Stay like this.", nl: "Ik zie je goed. Blijf zo liggen." },
  seen_well: { en: "I see you well.", nl: "Ik zie je goed." },
  mirror: { en: "Show me as in a mirror", nl: "Laat mij zien als in een spiegel" },
  camera_turn: { en: "Use the camera on the other side", nl: "Gebruik de camera aan de andere kant" },
  keys_help: {
    en: "Keys: space or enter is the large button, 0 to 10 answers a question (1 and 0 for ten), Esc stops the set.",
    nl: "Toetsen: spatie of enter is de grote knop, 0 tot 10 beantwoordt een vraag (1 en 0 voor tien), Esc stopt de serie.",
  },

  answers_done: { en: "Give me advice", nl: "Geef mij advies" },
  answer_group: { en: "Tick what is true for you, or “none of these”.", nl: "Vink aan wat voor jou geldt, of ‘niets hiervan’." },
  asking_advice: { en: "One moment…", nl: "Een moment…" },
  advice_start: { en: "You can begin", nl: "Je kunt beginnen" },
  advice_wait: { en: "Better not begin yet", nl: "Begin liever nog niet" },
  "get-help": { en: "Get help first.", nl: "Zoek eerst hulp." },
  "clinician-first": { en: "See somebody first.", nl: "Laat er eerst iemand naar kijken." },
  "not-by-default": { en: "Another exercise first.", nl: "Eerst een andere oefening." },
  adapt: { en: "In this way.", nl: "Zo doe je het." },
  prescribed: { en: "Yes, it was prescribed", nl: "Ja, die is voorgeschreven" },
  not_prescribed: { en: "No", nl: "Nee" },
  prescribed_after_all: { en: "My physiotherapist or doctor did prescribe it", nl: "Mijn fysiotherapeut of arts heeft hem wel voorgeschreven" },
  change_answers: { en: "Change my answers", nl: "Pas mijn antwoorden aan" },
  go_on: { en: "Go on", nl: "Ga verder" },
  as_on: { en: "You answered these questions on {day}. Is it still so?", nl: "Je hebt deze vragen beantwoord op {day}. Is het nog zo?" },
  still_so: { en: "Yes, still so", nl: "Ja, nog steeds" },
  no_line: { en: "No line to the site", nl: "Geen verbinding met de site" },
  advice_missing: {
    en: "The advice on your answers comes from the site, and there is no line to it now. When in doubt, wait and ask your physiotherapist.",
    nl: "Het advies bij je antwoorden komt van de site, en daar is nu geen verbinding mee. Wacht bij twijfel en overleg met je fysiotherapeut.",
  },
  advice_missing_careful: {
    en: "You ticked something that needs advice before you begin, and there is no line to the site now. Please do not exercise yet: ask again later, or contact your doctor or physiotherapist.",
    nl: "Je hebt iets aangevinkt waarvoor je eerst advies nodig hebt, en er is nu geen verbinding met de site. Ga nog niet oefenen: vraag het later opnieuw, of neem contact op met je arts of fysiotherapeut.",
  },
  ask_again: { en: "Ask again", nl: "Vraag het opnieuw" },

  setup: { en: "Your set", nl: "Je serie" },
  plan: { en: "How much, and which leg", nl: "Hoeveel, en welk been" },
  first: { en: "Which leg moves first?", nl: "Welk been beweegt het eerst?" },
  first_left: { en: "My left leg", nl: "Mijn linkerbeen" },
  first_right: { en: "My right leg", nl: "Mijn rechterbeen" },
  lie_left: { en: "Lie on your right side: your left leg is on top and moves.", nl: "Ga op je rechterzij liggen: je linkerbeen ligt boven en beweegt." },
  lie_right: { en: "Lie on your left side: your right leg is on top and moves.", nl: "Ga op je linkerzij liggen: je rechterbeen ligt boven en beweegt." },
  sides: { en: "One side or both?", nl: "Eén kant of allebei?" },
  both: { en: "Both sides, in turn", nl: "Allebei, om de beurt" },
  one_side: { en: "This side only", nl: "Alleen deze kant" },
  reps_in_set: { en: "Reps in a set", nl: "Herhalingen per serie" },
  sets_a_side: { en: "Sets for each side", nl: "Series per kant" },
  rest_between: { en: "Rest between sets (seconds)", nl: "Rust tussen series (seconden)" },
  wishes: { en: "If you like", nl: "Als je wilt" },
  film_wish: { en: "Keep a video of each set on this device", nl: "Maak van elke serie een video op dit apparaat" },
  film_wish_more: {
    en: "It is never sent. Download it after the set; it is gone when you leave this page.",
    nl: "Die wordt nooit verstuurd. Download hem na de serie; als je deze pagina verlaat, is hij weg.",
  },
  listen_wish: { en: "Let me answer by voice", nl: "Laat mij met mijn stem antwoorden" },
  listen_wish_more: {
    en: "Say a number from 0 to 10, “stop” or “start”. Your browser understands it on this device; no sound is sent.",
    nl: "Zeg een getal van 0 tot 10, ‘stop’ of ‘start’. Je browser verstaat het op dit apparaat zelf; er wordt geen geluid verstuurd.",
  },

  get_ready: { en: "Get ready", nl: "Maak je klaar" },
  rest: { en: "Rest", nl: "Rust" },
  turn_over: { en: "Turn around, other side", nl: "Draai je om, andere kant" },
  turn_how: { en: "Head where your feet were.", nl: "Hoofd waar je voeten lagen." },
  seconds: { en: "seconds", nl: "seconden" },
  reps_to_do: { en: "{reps} reps", nl: "{reps} herhalingen" },

  start_offline: { en: "Start without a line", nl: "Begin zonder verbinding" },
  offline: {
    en: "No line to the site: I cannot count or correct you now. I keep what I see and judge it as soon as the line is back. Leave this page open.",
    nl: "Geen verbinding met de site: ik kan nu niet tellen of bijsturen. Ik bewaar wat ik zie en beoordeel het zodra de verbinding terug is. Laat deze pagina open.",
  },
  offline_after: {
    en: "No line to the site yet. What you did is judged as soon as it is back. Leave this page open.",
    nl: "Nog geen verbinding met de site. Wat je hebt gedaan, wordt beoordeeld zodra die terug is. Laat deze pagina open.",
  },
  catching_up: { en: "The line is back. I am judging what you did.", nl: "De verbinding is terug. Ik beoordeel wat je hebt gedaan." },
  line_gone: { en: "The line is down. I cannot count or correct now, and judge it later.", nl: "De verbinding is weg. Ik kan nu niet tellen of bijsturen en beoordeel het later." },
  get_ready_aloud: { en: "Get ready: {side} leg on top.", nl: "Maak je klaar: {side}been boven." },
  three: { en: "Three", nl: "Drie" },
  two: { en: "Two", nl: "Twee" },
  one: { en: "One", nl: "Eén" },
  and_go: { en: "And go.", nl: "Begin maar." },
  set_over_aloud: { en: "Rest now. How much pain was there, from 0 to 10?", nl: "Rust maar uit. Hoeveel pijn had je, van 0 tot 10?" },

  set_done: { en: "{reps} reps, {side} leg, up to {opening}°", nl: "{reps} herhalingen, {side}been, tot {opening}°" },
  set_done_one: { en: "1 rep, {side} leg, {opening}°", nl: "1 herhaling, {side}been, {opening}°" },
  nothing_judged: { en: "Nothing could be judged in this set", nl: "Van deze serie was niets te beoordelen" },
  report: { en: "Show the report", nl: "Toon het verslag" },
  film_download: { en: "Download the video", nl: "Download de video" },
  save_where: { en: "Save on the server", nl: "Bewaar op de server" },
  consent: { en: "I agree that the figures of this set are kept on the computer that runs this site.", nl: "Ik vind het goed dat de cijfers van deze serie worden bewaard op de computer waar deze site op draait." },
  save: { en: "Save", nl: "Bewaar" },
} as const satisfies Record<string, Record<Lang, string>>;

export type Key = keyof typeof WORDS;

/** Gives the words for a key, with every {name} filled in. */
export type Say = (key: Key, values?: Readonly<Record<string, string | number>>) => string;

export function speaker(lang: Lang): Say {
  return (key, values = {}) => WORDS[key][lang].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** Why there is no picture. */
export function cameraWords(problem: unknown, say: Say): string {
  return say(problem instanceof DOMException && problem.name === "NotFoundError" ? "no_camera" : "camera_refused");
}
