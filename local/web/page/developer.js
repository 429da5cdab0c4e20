// The developer's side: what went to and fro, what is inside, the clock, the device's ways, failures, and dialogues.

import {device, now, on} from "./device.js";
import {element} from "./transcript.js";

const LOCALES = ["en-US", "en-GB", "en-CA", "en-AU", "en-IN"];
const SCREENS = [["hub", "Echo Show 8"], ["hubLarge", "Echo Show 10"], ["small", "Echo Show 5"], ["round", "Echo Spot"],
  ["tv", "television"], ["off", "none"]];
const FAILURES = [
  ["store", "the skill's memory is out of reach"],
  ...["400", "401", "403", "404", "429", "500", "504"].map((status) => [`timers ${status}`, `timers: ${status}`]),
  ["timers timeout", "timers: no answer"], ["timers garbage", "timers: no JSON"], ["timers lost", "timers: done, answer lost"],
  ["timers drip", "timers: a byte at a time"], ["timers unsupported", "timers: not on this device"],
  ["timers locale", "timers: not in this language"], ["timers 500 settings", "time zone: 500"],
  ["reminders 500", "reminders: 500"], ["reminders timeout", "reminders: no answer"], ["reminders lost", "reminders: done, answer lost"],
];
const CONSENTS = [
  ["drop-attributes", "the session is lost while asking"], ["keep-attributes", "the session stays"],
  ["400", "asking fails: 400"], ["500", "asking fails: 500"], ["card", "with a card of Alexa's"], ["no-card", "without a card"],
];

/** Fill the panel. Returns {refresh, inspect}. `say` does a control line, `send` a request. */
export function openDeveloper(panel, {say, send}) {
  const sent = element("pre", {tabindex: 0, "aria-label": "Request"}, "Nothing yet");
  const got = element("pre", {tabindex: 0, "aria-label": "Response"}, "Nothing yet");
  const inside = {attributes: pre("Session attributes"), profile: pre("Stored profile"), state: pre("Timers and device")};
  const clock = element("b", {});
  const took = element("span", {});

  const button = (words, act) => element("button", {type: "button", onclick: act}, words);
  const control = (words, line) => button(words, () => say(line));
  const choice = (label, options, line) => {
    const select = element("select", {"aria-label": label, onchange: () => say(line(select.value))},
      ...options.map(([value, words]) => element("option", {value}, words ?? value)));
    return [element("span", {}, label), select];
  };
  const [, locale] = choice("Locale", LOCALES.map((one) => [one]), (value) => `@locale ${value}`);
  const [, screen] = choice("Screen", SCREENS, (value) => `@screen ${value}`);
  const [, permission] = choice("Timers", [["grant", "permitted"], ["withdraw", "not permitted"], ["no-timers", "device without timers"]],
    (value) => (value === "no-timers" ? "@device no-timers" : `@consent ${value}`));
  const [, style] = choice("SCREENING_STYLE", [["ask"], ["list"]], (value) => `@style ${value}`);
  const [, hears] = choice("Hearing", [["default", "as Alexa"], ["strict", "strict: only what is listed"], ["loose", "loose: nearest intent"]],
    (value) => `@nlu ${value}`);
  const [, consent] = choice("Asking permission", [["", "as usual"], ...CONSENTS], (value) => `@consent ${value || "keep-attributes"}`);
  const [, failure] = choice("Failure", [["", "none"], ...FAILURES], (value) => (value ? `@fail ${value}` : "@heal"));

  const play = element("input", {type: "file", accept: ".txt", onchange: async () => {
    const [file] = play.files;
    play.value = "";
    if (!file) return;
    for (const line of (await file.text()).split("\n"))
      if (line.trim() && !line.startsWith("  ") && !line.startsWith("#")) await say(line.trim());
  }});
  const download = async (kind, name, type) => {
    const answer = await send("/dialogue", {});
    if (!answer) return;
    const link = element("a", {download: name, href: URL.createObjectURL(new Blob([answer[kind]], {type}))});
    link.click();
    URL.revokeObjectURL(link.href);
  };

  panel.replaceChildren(
    element("h2", {}, "Clock"),
    element("div", {class: "row"}, clock, control("+1 min", "@wait 1m"), control("+5 min", "@wait 5m"), button("To the next ring", () => {
      const left = device.state.nextRing && Math.ceil((device.state.nextRing - now()) / 1000) + 1;
      if (left > 0) say(`@wait ${left}s`);
    }), control("Say nothing", "@silence")),
    element("h2", {}, "Device"),
    element("div", {class: "fields"},
      ...[["Locale", locale], ["Screen", screen], ["Timers", permission], ["Asking permission", consent], ["Hearing", hears],
        ["SCREENING_STYLE", style], ["Failure", failure]].flatMap(([label, field]) => [element("span", {}, label), field])),
    element("h2", {}, "Dialogue"),
    element("div", {class: "row"},
      button("Save as dialogue", () => download("dialogue", "dialogue.txt", "text/plain")),
      element("label", {class: "file"}, play, "Play one"),
      button("Export for ask dialog", () => download("replay", "replay.json", "application/json")),
      control("New person", "@new")),
    element("h2", {}, "This turn"), took,
    element("details", {open: true}, element("summary", {}, "Request"), sent),
    element("details", {open: true}, element("summary", {}, "Response"), got),
    element("h2", {}, "Inside"),
    ...Object.values(inside).map(({whole}) => whole),
  );

  const show = (turn) => {
    sent.textContent = JSON.stringify(turn.envelope, null, 2) ?? "Nothing reached the skill";
    got.textContent = JSON.stringify(turn.response, null, 2) ?? "Nothing came back";
    took.textContent = turn.envelope ? `The skill took ${turn.took_ms} ms.` : "";
  };
  const refresh = async () => {
    if (panel.hidden) return;
    const state = device.state;
    locale.value = state.locale;
    screen.value = state.screen ? state.viewport : "off";
    permission.value = state.timersAllowed ? (state.granted ? "grant" : "withdraw") : "no-timers";
    style.value = state.style;
    hears.value = state.hears;
    failure.value = state.fails[0] ?? "";
    inside.state.text.textContent = JSON.stringify(state, null, 2);
    try {
      const response = await fetch("/inside", {method: "POST", headers: {"Content-Type": "application/json"},
        body: JSON.stringify({device: device.name})});
      const {attributes, profile} = await response.json();
      inside.attributes.text.textContent = JSON.stringify(attributes, null, 2);
      inside.profile.text.textContent = profile ? JSON.stringify(profile, null, 2) : "It cannot be seen from here.";
    } catch { /* the page says that the server is gone */ }
  };
  on("event", (event) => {
    if (event.turn?.envelope) show(event.turn);
    if (event.turn || event.note) setTimeout(refresh, 0);
  });
  setInterval(() => {
    if (panel.hidden || !device.state) return;
    clock.textContent = new Date(now()).toLocaleString([], {weekday: "short", hour: "numeric", minute: "2-digit", second: "2-digit"});
  }, 500);
  return {refresh, inspect: show};
}

function pre(title) {
  const text = element("pre", {tabindex: 0, "aria-label": title});
  return {text, whole: element("details", {}, element("summary", {}, title), text)};
}
