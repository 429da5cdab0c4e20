// The page: what is typed or said goes to the virtual Echo, what comes back is shown, spoken, and rung.

import {alarmState, mayBeHeard as alarmMayBeHeard, ring} from "./alarm.js";
import {ask, device, keepLooking, on} from "./device.js";
import {openDeveloper} from "./developer.js";
import {canListen, isListening, listen, stopListening} from "./microphone.js";
import * as session from "./session.js";
import * as show from "./show.js";
import * as timers from "./timers.js";
import {element, remark, show as showEvent} from "./transcript.js";
import {hasVoice, mayBeHeard as voiceMayBeHeard, speak, stopSpeaking} from "./voice.js";

const by = (id) => document.getElementById(id);
const [line, light, status] = [by("line"), by("light"), by("status")];
const STATUS = {
  asleep: "Asleep. Say “Alexa, open back spasm coach”.",
  listening: "Listening.",
  thinking: "Thinking.",
  speaking: "Speaking.",
  ringing: "Ringing. Say “stop”.",
};
let busy = 0;
let speaking = false;
/** Whether this tab is the one that is talked to: of several that share a device only that one counts the silence. */
let mine = !new URLSearchParams(location.search).has("device");
/** Announcements that are spoken once the ringing is stopped, as on a device. */
let announcements = [];

// ------------------------------------------------------------------ light, status, hints

function light_is() {
  if (busy) return "thinking";
  if (device.state?.ringing.length) return "ringing";
  if (speaking) return "speaking";
  return device.state?.session ? "listening" : "asleep";
}

function shine() {
  const state = light_is();
  light.dataset.state = state;
  document.body.dataset.alarm = alarmState();
  if (status.dataset.state !== state) {
    status.dataset.state = state;
    status.textContent = STATUS[state];
  }
}

const HINTS = {
  asleep: ["open back spasm coach"],
  ringing: ["stop"],
  "launch.choose": ["ice", "safety check", "what helps", "stop"],
  consent: ["I approve", "no"],
  open: ["yes", "no", "not sure", "why", "repeat", "stop"],
};

function hint() {
  const {session: open, ringing, asking, consent} = device.state;
  const which = ringing.length ? "ringing" : !open ? "asleep" : consent ? "consent" : HINTS[asking] ? asking : "open";
  const hints = by("hints");
  if (hints.dataset.which === which) return;
  hints.dataset.which = which;
  hints.replaceChildren(...HINTS[which].map((words) =>
    element("button", {type: "button", onclick: () => say(words)}, words)));
}

// ------------------------------------------------------------------ saying and hearing

async function send(path, body) {
  busy += 1;
  const slow = setTimeout(shine, 120);
  try {
    return await ask(path, body);
  } catch (error) {
    remark(error.message, true);
  } finally {
    busy -= 1;
    clearTimeout(slow);
    shine();
  }
}

/** Say a line, or do a control. What is said while Alexa speaks cuts her short, as after her name. */
async function say(words) {
  mine = true;
  session.stop();
  stopSpeaking();
  stopListening();
  return send("/talk", {say: words});
}

const speeches = (turn) => {
  const response = turn.response?.response;
  if (turn.utterance === "@silence") return turn.reprompt && !turn.request ? [turn.reprompt] : [];
  return turn.speech ? [response?.outputSpeech?.ssml ?? turn.speech] : [];
};

async function aloud(words) {
  if (!words.length) return;
  speaking = true;
  shine();
  const whole = words.length === 1 ? words[0] : words.join(" ");
  const done = await speak(whole, by("aloud").checked, device.state.locale);
  if (!done) return;
  speaking = false;
  shine();
  opened();
}

/** Alexa has finished: the microphone is open, where a session is. */
function opened() {
  if (!device.state?.session || speaking) return;
  if (!mine) return;
  if (!line.value) session.start();
  if (by("listening").checked && canListen && !isListening()) hear();
}

function hear() {
  session.stop();
  by("microphone").setAttribute("aria-pressed", "true");
  listen(device.state.locale, (words, final) => {
    line.value = words;
    if (!final) return;
    line.value = "";
    say(words);
  }, (problem) => {
    by("microphone").setAttribute("aria-pressed", "false");
    if (problem) remark(`The browser does not listen: ${problem}`);
    else if (!line.value) opened();
  });
}

// ------------------------------------------------------------------ what happens on the device

on("event", (event, whileLooking) => {
  showEvent(event, inspect);
  // A look may come back before the answer to what this tab has just asked for.
  const looked = whileLooking && !busy;
  // What the page finds there when it is opened was said before.
  if (event.turn && device.ready) {
    if (looked) { mine = false; session.stop(); }
    show.showTurn(event.turn);
    announcements.push(...event.turn.rings);
    aloud(speeches(event.turn));
    if (!event.turn.speech && !event.turn.rings.length && !looked) opened();
  }
  if (event.ring) announcements.push(event.ring);
});

on("state", (state) => {
  ring(state.ringing.length > 0);
  if (!state.session) session.stop();
  if (!state.ringing.length && announcements.length) aloud(announcements.splice(0));
  timers.follow(state, () => say("alexa, stop"));
  show.follow(state);
  hint();
  shine();
});

const inspect = (turn) => {
  toggleDeveloper(true);
  developer.inspect(turn);
};

// ------------------------------------------------------------------ the page's own controls

by("talk").addEventListener("submit", (event) => {
  event.preventDefault();
  const words = line.value.trim();
  line.value = "";
  if (words) say(words);
});
line.addEventListener("input", () => (line.value ? session.stop() : opened()));

const spoken = [];
let at = 0;
by("talk").addEventListener("submit", () => { at = spoken.length; });
line.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && line.value.trim()) { spoken.push(line.value.trim()); return; }
  const step = {ArrowUp: -1, ArrowDown: 1}[event.key];
  if (!step || !spoken.length) return;
  event.preventDefault();
  at = Math.min(Math.max(at + step, 0), spoken.length);
  line.value = spoken[at] ?? "";
});

by("timing").addEventListener("change", (event) => {
  session.setTiming(event.target.checked);
  opened();
});
by("aloud").addEventListener("change", (event) => { if (!event.target.checked) stopSpeaking(); });
by("microphone").addEventListener("click", () => {
  if (isListening()) { stopListening(); by("microphone").setAttribute("aria-pressed", "false"); opened(); return; }
  stopSpeaking();
  hear();
});
if (canListen) by("listening-label").hidden = false;
else {
  by("microphone").disabled = true;
  by("microphone").setAttribute("aria-label", "Speak: this browser cannot listen");
}
for (const kind of ["pointerdown", "keydown"])
  addEventListener(kind, () => { alarmMayBeHeard(); voiceMayBeHeard(); }, {passive: true});

const developer = openDeveloper(by("developer"), {say, send});
function toggleDeveloper(wanted) {
  by("developer").hidden = !wanted;
  by("developer-button").setAttribute("aria-expanded", String(wanted));
  document.querySelector("main").classList.toggle("with-developer", wanted);
  if (wanted) developer.refresh();
}
by("developer-button").addEventListener("click", () => toggleDeveloper(by("developer").hidden));

session.onQuiet(() => send("/quiet"));
show.onTouch((sent) => { mine = true; session.stop(); stopSpeaking(); send("/touch", {arguments: sent}); });

// ------------------------------------------------------------------ the beginning

function remarks() {
  const lines = [];
  if (!canListen) lines.push("This browser cannot listen: type what you would say.");
  if (!hasVoice()) lines.push("This browser has no voice: replies are shown, and take as long as they would aloud.");
  if (device.state && !device.state.renderer)
    lines.push("Screens are shown plainly. For Amazon's own renderer install Node.js and start make run again.");
  by("remarks").textContent = lines.join("\n");
}

show.home();
await send("/rings");
device.ready = true;
if (device.state?.session || device.state?.timers.length) {
  const {shown} = await send("/inside") ?? {};
  if (shown) show.draw(shown);
}
if (device.state && !document.querySelector("#turns > *"))
  remark("Type what you would say, or press one of the suggestions below. Lines that start with @ are controls: @help lists them.");
remarks();
window.speechSynthesis?.addEventListener?.("voiceschanged", remarks);
keepLooking((error) => remark(error.message, true));
document.body.dataset.ready = "true";
