// When the microphone closes: eight seconds after the speech ended, the reprompt, and eight seconds more.

const QUIET_MS = 8000;
let timer = null;
let quiet = () => {};
let enabled = true;

/** Say what is to happen after eight seconds without a word. */
export const onQuiet = (act) => { quiet = act; };

/** Switch it off, for somebody who types slowly, or on again. */
export function setTiming(wanted) {
  enabled = wanted;
  if (!wanted) stop();
}

/** The microphone is open: begin to count, or begin again. */
export function start() {
  stop();
  if (enabled) timer = setTimeout(() => { timer = null; quiet(); }, QUIET_MS);
}

/** Somebody speaks, or types: do not count. */
export function stop() {
  clearTimeout(timer);
  timer = null;
}
