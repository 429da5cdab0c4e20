// The timers that Alexa holds, counting down, and the one that rings.

import {device, now} from "./device.js";
import {element} from "./transcript.js";

const list = document.getElementById("timers");
const overlay = document.getElementById("overlay");
const longest = new Map();
let ends = [];

/** Take the timers as the server has them. `stop` is what stops a ring. */
export function follow(state, stop) {
  ends = state.timers.map(({label, left, paused}) => ({label, paused, left, at: state.now + left}));
  for (const {label, left} of ends) longest.set(label, Math.max(longest.get(label) ?? 0, left));
  for (const label of longest.keys()) if (!ends.some((timer) => timer.label === label)) longest.delete(label);
  if (ends.length !== list.children.length || ends.some(({label}, at) => list.children[at].dataset.label !== label)) build();
  draw();
  showRing(state.ringing, stop);
}

function build() {
  list.replaceChildren(...ends.map(({label}) => element("li", {"data-label": label},
    element("i", {class: "dial", "aria-hidden": "true"}), element("span", {}, label), element("b", {}))));
}

function draw() {
  ends.forEach(({label, paused, left, at}, index) => {
    const rest = Math.max(0, paused ? left : at - now());
    const item = list.children[index];
    item.querySelector("b").textContent = `${clock(rest)}${paused ? " paused" : ""}`;
    item.querySelector("i").style.setProperty("--part", rest / (longest.get(label) || 1));
  });
}

const clock = (milliseconds) => {
  const seconds = Math.floor(milliseconds / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
};

function showRing(ringing, stop) {
  if (!ringing.length) { overlay.hidden = true; return; }
  if (!overlay.hidden) return;
  overlay.hidden = false;
  overlay.replaceChildren(element("b", {}, `${ringing.map((label) => label[0].toUpperCase() + label.slice(1)).join(", ")}: time is up`),
    element("button", {type: "button", onclick: stop}, "Stop"));
}

setInterval(() => { if (device.state) draw(); }, 250);
