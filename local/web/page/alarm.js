// The sound of a timer that rings, until somebody stops it: three soft tones, again and again.

const TONES = [[784, 0], [988, 0.22], [1319, 0.44]];
const EVERY_MS = 1600;

let context = null;
let timer = null;

/** The page was touched or typed at: from now on it may sound. */
export function mayBeHeard() {
  context ??= window.AudioContext ? new AudioContext() : null;
  if (context?.state === "suspended") context.resume();
}

/** "silent", "playing", or "held back": the browser lets nothing sound before the page is touched. */
export function alarmState() {
  if (timer === null) return "silent";
  return context?.state === "running" ? "playing" : "held back";
}

/** Ring, or stop ringing. */
export function ring(wanted) {
  if (wanted && timer === null) {
    mayBeHeard();
    sound();
    timer = setInterval(sound, EVERY_MS);
  } else if (!wanted && timer !== null) {
    clearInterval(timer);
    timer = null;
  }
}

function sound() {
  if (context?.state !== "running") return;
  for (const [pitch, after] of TONES) {
    const [tone, gain, at] = [context.createOscillator(), context.createGain(), context.currentTime + after];
    tone.frequency.value = pitch;
    tone.type = "sine";
    gain.gain.setValueAtTime(0, at);
    gain.gain.linearRampToValueAtTime(0.22, at + 0.02);
    gain.gain.exponentialRampToValueAtTime(0.001, at + 0.5);
    tone.connect(gain).connect(context.destination);
    tone.start(at);
    tone.stop(at + 0.55);
  }
}
