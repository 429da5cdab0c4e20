// Reads SSML aloud with the browser's own voice: its breaks, its pace, digits one by one.

const WORDS_A_SECOND = 2.6;
const RATES = {"x-slow": 0.5, slow: 0.75, medium: 1, fast: 1.25, "x-fast": 1.5};

let running = 0;
let heldBack = false;

/** Whether there is a voice; asked again each time, for browsers find theirs late. */
export const hasVoice = () => Boolean(window.speechSynthesis?.getVoices().length);

/** SSML as a list of {text, rate} and {pause} (seconds). Text that is no SSML is one piece. */
export function pieces(ssml) {
  const xml = new DOMParser().parseFromString(ssml.replaceAll("amazon:", "amazon-"), "text/xml");
  if (!ssml.startsWith("<") || xml.querySelector("parsererror")) return [{text: ssml, rate: 1}];
  const found = [];
  const walk = (node, rate) => {
    for (const child of node.childNodes) {
      if (child.nodeType === Node.TEXT_NODE) add(found, child.data, rate);
      else if (child.nodeName === "break") found.push({pause: seconds(child.getAttribute("time"))});
      else if (child.nodeName === "prosody") walk(child, rate * rateOf(child.getAttribute("rate")));
      else if (child.nodeName === "say-as") add(found, spelled(child), rate);
      else walk(child, rate);
    }
  };
  walk(xml.documentElement, 1);
  return found.flatMap((piece) => (piece.text ? sentences(piece) : [piece]));
}

const spelled = (node) => (node.getAttribute("interpret-as") === "digits" ? [...node.textContent].join(" ") : node.textContent);
const seconds = (time) => (time ? parseFloat(time) / (time.endsWith("ms") ? 1000 : 1) : 0.7);
const rateOf = (rate) => (rate?.endsWith("%") ? parseFloat(rate) / 100 : RATES[rate] ?? 1);

function add(found, words, rate) {
  const last = found.at(-1);
  if (last?.text !== undefined && last.rate === rate) last.text += words;
  else if (words.trim()) found.push({text: words, rate});
}

/** Browsers cut long texts short: a sentence at a time is short enough. */
function sentences({text, rate}) {
  const parts = text.match(/[^.?!]+[.?!]*\s*/g) ?? [text];
  return parts.map((part) => ({text: part.trim(), rate})).filter((part) => /\w/.test(part.text));
}

/** How long words take to say, in seconds. */
const lengthOf = (text, rate) => text.split(/\s+/).length / WORDS_A_SECOND / rate;

/**
 * Say SSML. Resolves to true once it is said, to false if something else cut it short. Without `aloud`, or without a
 * voice, it takes as long and is not heard.
 */
export async function speak(ssml, aloud, locale = "en-US") {
  stopSpeaking();
  const mine = ++running;
  for (const piece of pieces(ssml)) {
    if (mine !== running) return false;
    if (piece.pause !== undefined) await wait(piece.pause);
    else if (aloud && hasVoice() && !heldBack) await utter(piece, locale);
    else await wait(lengthOf(piece.text, piece.rate));
  }
  return mine === running;
}

/** Fall silent at once. */
export function stopSpeaking() {
  running += 1;
  wakers.splice(0).forEach((wake) => wake());
  window.speechSynthesis?.cancel();
}

const wakers = [];
const wait = (time) => new Promise((done) => {
  wakers.push(done);
  setTimeout(done, time * 1000);
});

function utter({text, rate}, locale) {
  return new Promise((done) => {
    const utterance = new SpeechSynthesisUtterance(text);
    utterance.lang = locale;
    utterance.rate = rate;
    utterance.voice = speechSynthesis.getVoices().find((voice) => voice.lang.replace("_", "-") === locale) ?? null;
    // A voice that is there and never speaks must not stop the talk.
    const longest = setTimeout(done, (3 * lengthOf(text, rate) + 4) * 1000);
    const end = () => { clearTimeout(longest); done(); };
    utterance.onend = end;
    utterance.onerror = (event) => { heldBack ||= event.error === "not-allowed"; end(); };
    wakers.push(end);
    speechSynthesis.speak(utterance);
  });
}

/** The page was touched: browsers let it speak from then on. */
export const mayBeHeard = () => { heldBack = false; };
