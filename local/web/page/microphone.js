// The browser's own speech recognition, where it has one. It is used only when asked for: it may send audio away.

const Recognition = window.SpeechRecognition ?? window.webkitSpeechRecognition;

/** Whether this browser can listen. */
export const canListen = Boolean(Recognition);

let running = null;

/** Listen for one utterance. `heard` gets the words as they come, and whether they are final; `ended` whatever ended it. */
export function listen(locale, heard, ended) {
  stopListening();
  const recognition = new Recognition();
  recognition.lang = locale;
  recognition.interimResults = true;
  recognition.onresult = (event) => {
    const result = event.results[event.results.length - 1];
    heard(result[0].transcript, result.isFinal, result[0].confidence);
  };
  recognition.onerror = (event) => { if (event.error !== "no-speech" && event.error !== "aborted") ended(event.error); };
  recognition.onend = () => { if (running === recognition) { running = null; ended(); } };
  running = recognition;
  recognition.start();
}

/** Listen no more. */
export function stopListening() {
  const recognition = running;
  running = null;
  recognition?.abort();
}

/** Whether it listens just now. */
export const isListening = () => running !== null;
