// Draws what a skill shows on an Echo Show, with Amazon's own renderer (apl-viewhost-web, fetched into .apl by make).
//
//   const screen = await drawScreen(element, directive, {viewport: VIEWPORTS.hub, now, onSendEvent, onProblem});
//   screen.setClock(() => Date.now() + moved);  screen.destroy();
//
// The page has to be UTF-8: the renderer's WebAssembly stands in its text.

/** The screens that Amazon names, in pixels; a dp is dpi / 160 of them. */
export const VIEWPORTS = {
  hub: {width: 1024, height: 600, dpi: 160, shape: "RECTANGLE", mode: "HUB"},
  hubLarge: {width: 1280, height: 800, dpi: 160, shape: "RECTANGLE", mode: "HUB"},
  small: {width: 960, height: 480, dpi: 160, shape: "RECTANGLE", mode: "HUB"},
  round: {width: 480, height: 480, dpi: 160, shape: "ROUND", mode: "HUB"},
  tv: {width: 1920, height: 1080, dpi: 320, shape: "RECTANGLE", mode: "TV"},
};

const shown = new WeakMap();
let loading;

/** Load the renderer once. Rejects where it is not there: `make .apl/.ready` fetches it. */
export function loadRenderer(url = "/apl-viewhost-web.js") {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = url;
    script.charset = "utf-8";
    script.onerror = () => {
      loading = undefined;
      reject(new Error("Amazon's renderer is not here: make .apl/.ready fetches it"));
    };
    script.onload = () => {
      stayHome();
      // It tells of its start only once, and only to who asked before.
      const started = window.Module?.calledRun ? Promise.resolve() : window.AplRenderer.initEngine();
      started.then(() => resolve(window.AplRenderer), reject);
    };
    document.head.append(script);
  });
  return loading;
}

/** The renderer's style sheet fetches Amazon's fonts from the web: a font of this machine takes their place. */
function stayHome() {
  for (const sheet of document.styleSheets) {
    let rules;
    try { rules = sheet.cssRules; } catch { continue; }
    for (let at = rules.length - 1; at >= 0; at--)
      if (rules[at] instanceof CSSFontFaceRule && /https?:/.test(rules[at].cssText)) sheet.deleteRule(at);
  }
  const style = document.createElement("style");
  const local = (weight, names) => `@font-face { font-family: "amazon-ember-display"; font-weight: ${weight};
    src: ${names.map((name) => `local("${name}")`).join(", ")}; }`;
  style.textContent =
    local("100 500", ["Amazon Ember", "Noto Sans", "Arial", "Liberation Sans", "Roboto", "DejaVu Sans"]) +
    local("600 900", ["Amazon Ember Bold", "Noto Sans Bold", "Arial Bold", "Liberation Sans Bold", "Roboto Bold", "DejaVu Sans Bold"]);
  document.head.append(style);
}

/**
 * Draw an Alexa.Presentation.APL.RenderDocument directive into an element, in place of what it showed before; it is
 * scaled to the element's width.
 *
 * `now` returns the time in epoch milliseconds; a function, so that a clock can be moved. `onSendEvent` gets what a
 * touch sends: {arguments, source, components}, and `token`, the directive's. `onProblem` gets a line of text.
 * Resolves to {renderer, setClock, destroy}; rejects where the renderer or the document is no good.
 */
export async function drawScreen(element, directive, options = {}) {
  const {viewport = VIEWPORTS.hub, theme = "dark", onSendEvent = () => {}, onProblem = console.warn} = options;
  let now = options.now ?? Date.now;
  const renderers = await loadRenderer(options.rendererUrl);
  const content = renderers.Content.create(JSON.stringify(directive.document));
  if (!content.content) throw new Error("the renderer does not take this document");
  for (const [name, data] of Object.entries(sources(directive))) content.addData(name, JSON.stringify(data));
  clearScreen(element);
  const view = document.createElement("div");
  view.style.transformOrigin = "top left";
  view.style.position = "relative";
  element.append(view);
  const renderer = renderers.default.create({
    content,
    view,
    environment: {agentName: "back-spasm-coach", agentVersion: "1", allowOpenUrl: false, disallowVideo: true},
    viewport: {...viewport, isRound: viewport.shape === "ROUND"},
    mode: viewport.mode,
    theme,
    utcTime: now(),
    localTimeAdjustment: -new Date(now()).getTimezoneOffset() * 60_000,
    developerToolOptions: {includeComponentId: true},
    logLevel: "warn",
    notLoadFonts: true,
    onSendEvent: (event) => onSendEvent({...event, token: directive.token}),
    onRunTimeError: (problems) => problems.forEach((problem) => onProblem(JSON.stringify(problem))),
  });
  // Each frame it reads the browser's own clock, which nobody can move: this one is read instead.
  let began = performance.now();
  const elapsed = () => performance.now() - began;
  renderer.updateTime = () => renderer.context.updateTime(elapsed(), now());
  await renderer.init();
  if (!renderer.context) {
    view.remove();
    throw new Error("the renderer does not take this document");
  }
  const fit = () => {
    const scale = (element.clientWidth || viewport.width) / viewport.width;
    view.style.transform = `scale(${scale})`;
    element.style.height = `${viewport.height * scale}px`;
  };
  fit();
  const resized = new ResizeObserver(fit);
  resized.observe(element);
  const screen = {
    renderer,
    setClock(read) { now = read; },
    /** Show it as it is so many milliseconds after it was drawn, step by step, for what moves along with a voice. */
    async goTo(milliseconds, moment) {
      now = () => moment;
      for (let at = elapsed(); at < milliseconds; at += 100) {
        began = performance.now() - at;
        renderer.coreFrameUpdate();
      }
      began = performance.now() - milliseconds;
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    },
    destroy() {
      resized.disconnect();
      renderer.destroy();
      view.remove();
      shown.delete(element);
    },
  };
  shown.get(element)?.destroy();
  shown.set(element, screen);
  return screen;
}

/** Take what an element shows away; nothing, where it shows nothing. */
export function clearScreen(element) {
  shown.get(element)?.destroy();
}

/** What the document's parameters get: Alexa hands the data sources over as the one named first, "payload". */
function sources(directive) {
  const [first = "payload"] = directive.document?.mainTemplate?.parameters ?? [];
  return {[first]: directive.datasources ?? {}};
}
