// The virtual Echo on the server: each tab has its own, unless the address says ?device=NAME.

const KEY = "back-spasm-coach-device";

function nameOfThisTab() {
  const shared = new URLSearchParams(location.search).get("device");
  if (shared) return shared;
  let name = sessionStorage.getItem(KEY);
  if (!name) {
    name = `TAB-${[...crypto.getRandomValues(new Uint8Array(9))].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
    sessionStorage.setItem(KEY, name);
  }
  return name;
}

/** What the device holds, as the server last said it. */
export const device = {name: nameOfThisTab(), state: null, last: 0, offset: 0};

/** The device's clock in epoch milliseconds: it can be moved. */
export const now = () => Date.now() + device.offset;

const listeners = {event: [], state: []};
/** Call `listener` with each thing that happens ("event"), or whenever the state was told ("state"). */
export const on = (what, listener) => listeners[what].push(listener);

/** Send a request of this device, and pass on what happened since. Rejects with a line for people. */
export async function ask(path, body = {}) {
  let answer;
  try {
    const response = await fetch(path, {
      method: "POST",
      headers: {"Content-Type": "application/json"},
      body: JSON.stringify({device: device.name, after: device.last, ...body}),
    });
    answer = await response.json();
  } catch {
    throw new Error("The server does not answer. Is make run still running?");
  }
  if (answer.error) throw new Error(answer.error);
  if (answer.state) take(answer, path === "/rings");
  return answer;
}

function take({events, state}, looked) {
  const started = device.state?.started;
  device.offset = state.now - Date.now();
  device.state = state;
  const fresh = events.filter((event) => event.number > device.last);
  for (const event of fresh) {
    device.last = event.number;
    listeners.event.forEach((listener) => listener(event, looked));
  }
  if (started && started !== state.started)
    listeners.event.forEach((listener) => listener({note: "The skill changed, or was started anew. Nothing is lost."}, true));
  listeners.state.forEach((listener) => listener(state));
}

/** Look every second what happened: a ring, or what another tab of this device did. */
export function keepLooking(problem) {
  let silent = false;
  const look = async () => {
    try {
      await ask("/rings");
      silent = false;
    } catch (error) {
      if (!silent) problem(error);
      silent = true;
    }
    setTimeout(look, 1000);
  };
  setTimeout(look, 1000);
}
