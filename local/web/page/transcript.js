// What was said and heard, as bubbles, with what was understood in small type below.

const log = document.getElementById("turns");

export function element(kind, attributes = {}, ...children) {
  const made = document.createElement(kind);
  for (const [name, value] of Object.entries(attributes))
    if (name === "class") made.className = value;
    else if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value !== undefined && value !== false) made.setAttribute(name, value === true ? "" : value);
  made.append(...children.filter((child) => child !== undefined && child !== null));
  return made;
}

/** Whether the last line is to stay in sight: until somebody scrolls up to read. */
let atEnd = true;
let size = "";
const sizeNow = () => `${log.clientWidth} ${log.clientHeight}`;
// A change of the page's layout scrolls, too, and is nobody's wish.
log.addEventListener("scroll", () => {
  if (size === sizeNow()) atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 60;
});
const toEnd = () => { if (atEnd) log.scrollTop = log.scrollHeight; };
new ResizeObserver(() => { size = sizeNow(); toEnd(); }).observe(log);

function add(...made) {
  log.append(...made);
  toEnd();
}

/** Show an event of the device. `inspect` opens a turn's request and response. */
export function show(event, inspect) {
  if (event.turn) showTurn(event.turn, () => inspect(event.turn));
  if (event.ring) add(bubble("ring", event.ring, "A timer rings"));
  if (event.note) add(element("p", {class: "note"}, event.note));
}

/** Show a line that is nobody's speech. */
export const remark = (text, wrong = false) => add(element("p", {class: wrong ? "note wrong" : "note"}, text));

function showTurn(turn, inspect) {
  const control = turn.utterance.startsWith("@");
  if (!control && !turn.rings.length) add(bubble("you", turn.utterance, "You"));
  if (turn.utterance.startsWith("@touch")) add(element("p", {class: "note"}, `touched: ${turn.utterance.slice(7)}`));
  else if (control && turn.utterance !== "@silence") add(element("p", {class: "note"}, turn.utterance));
  if (turn.request) add(understood(turn, inspect));
  for (const ring of turn.rings) add(bubble("ring", ring, "A timer rings"));
  if (turn.speech) add(bubble(turn.outcome === "emergency" ? "alexa emergency" : "alexa", turn.speech, "Alexa"));
  if (turn.utterance === "@silence" && turn.reprompt && !turn.request) add(bubble("alexa", turn.reprompt, "Alexa"));
  if (turn.card) add(element("p", {class: "note"}, `A card was sent to the phone: ${turn.card.title ?? turn.card.type}`));
  if (turn.note && !turn.speech) add(element("p", {class: "note"}, turn.note));
  if (turn.ended && turn.request) add(element("div", {class: "over"}, "the session is over"));
}

const bubble = (kind, words, who) =>
  element("div", {class: `bubble ${kind}`}, element("span", {class: "who", hidden: true}, who), element("p", {}, words));

function understood(turn, inspect) {
  const slots = Object.entries(turn.slots).map(([name, value]) => `${name}: ${value}`).join(", ");
  const words = [turn.intent ?? turn.request, slots && `(${slots})`, turn.sureness && `· ${turn.sureness}`,
    turn.asking && `· asking ${turn.asking}`].filter(Boolean).join(" ");
  return element("p", {class: "small-type right"}, `${words} · `,
    element("button", {type: "button", onclick: inspect, "aria-label": `Inspect ${turn.intent ?? turn.request}`}, "inspect"));
}
