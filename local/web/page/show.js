// The screen of the Echo Show: what the skill shows, by Amazon's renderer; plain where that is missing; a clock else.

import {device, now} from "./device.js";
import {element} from "./transcript.js";
import * as apl from "./screen.js";

const AFTER_SESSION_MS = 60_000;
const RENDER = "Alexa.Presentation.APL.RenderDocument";
const glass = document.querySelector(".glass");
const screen = document.getElementById("screen");
let left = null;
let touched = () => {};
let shape = "";
let clock = null;

/** Say what a touch is to do: it gets the arguments that a document sends. */
export const onTouch = (act) => { touched = act; };

/** Show what a turn's response has to show; what was there stays where it has nothing. */
export async function showTurn(turn) {
  const directive = turn.response?.response?.directives?.find(({type}) => type === RENDER);
  if (turn.response) left = turn.ended ? Date.now() : null;
  if (directive) await draw(directive);
}

/** Draw a directive, as it comes with a turn, or as it was on the screen before the page was opened. */
export async function draw(directive) {
  stopHome();
  if (device.state.renderer && (await drawn(directive))) return;
  plain(directive);
}

/** Follow the device: its screen's shape, and home again when all is over. */
export function follow(state) {
  const wanted = state.screen ? state.viewport : "none";
  if (wanted !== shape) {
    shape = wanted;
    glass.classList.toggle("is-round", viewport()?.shape === "ROUND");
    home();
  }
  const over = left !== null && Date.now() - left > AFTER_SESSION_MS && !state.session && !state.timers.length;
  if (over) home();
}

/** Show the clock, as a device does that nobody talks to. */
export function home() {
  left = null;
  wipe();
  if (shape === "none") {
    screen.replaceChildren(element("div", {class: "home"}, element("p", {}, "This device has no screen.")));
    return;
  }
  const time = element("time", {});
  screen.replaceChildren(element("div", {class: "home"}, time, element("p", {}, "Try “Alexa, open back spasm coach”")));
  const tell = () => { time.textContent = new Date(now()).toLocaleTimeString([], {hour: "numeric", minute: "2-digit"}); };
  tell();
  clock = setInterval(tell, 1000);
}

const viewport = () => apl.VIEWPORTS[shape];

function stopHome() {
  clearInterval(clock);
  clock = null;
}

function wipe() {
  stopHome();
  apl.clearScreen(screen);
  screen.classList.remove("drawn");
  screen.style.height = "";
  screen.replaceChildren();
}

async function drawn(directive) {
  try {
    if (!screen.classList.contains("drawn")) {
      wipe();
      screen.classList.add("drawn");
    }
    await apl.drawScreen(screen, directive, {
      viewport: viewport(), now, onSendEvent: ({arguments: sent}) => touched(sent), onProblem: console.warn,
    });
    return true;
  } catch (error) {
    console.warn(error.message);
    return false;
  }
}

/** Without the renderer: the texts that the screen is made of, the first as its heading. */
function plain(directive) {
  wipe();
  const texts = [...new Set(wordsIn(directive.datasources))];
  const [heading, ...rest] = texts;
  screen.replaceChildren(element("div", {class: "plain", tabindex: 0},
    element("h2", {}, heading ?? "Back Spasm Coach"),
    ...rest.map((text) => element("p", {}, text)),
    element("div", {class: "touches"}, ...touches(directive).map(([label, sent]) =>
      element("button", {type: "button", onclick: () => touched(sent)}, label)))));
}

const NOT_WORDS = /^(https?:|#|\$|[a-z0-9_.]+$)/;

function* wordsIn(value, name = "") {
  if (typeof value === "string") {
    if (value.trim() && !NOT_WORDS.test(value) && !/id$|kind|type|color|colour|token|path|arguments/i.test(name)) yield value;
  } else if (Array.isArray(value)) for (const one of value) yield* wordsIn(one, name);
  else if (value && typeof value === "object") for (const [key, one] of Object.entries(value)) yield* wordsIn(one, key);
}

/** What can be touched, wherever the data has a label with arguments beside it. */
function touches(directive) {
  const found = [];
  const walk = (value) => {
    if (!value || typeof value !== "object") return;
    if (Array.isArray(value.arguments)) {
      const label = ["label", "text", "title"].map((name) => value[name]).find((text) => typeof text === "string");
      if (label) found.push([label, value.arguments]);
    }
    Object.values(value).forEach(walk);
  };
  walk(directive.datasources);
  return found;
}
