// What anywidget is given: a short module that fetches the long one. Browsers never let go of a module, and anywidget
// makes one for each widget; so the long one crosses once for a kernel, with its style, and is loaded once for a page.

const programs = (globalThis.gdvizPrograms ??= new Map());
const rendering = new Set(); // views that are being made
const saving = (globalThis.gdvizSaving ??= new WeakSet()); // the managers of notebooks that are saved with their widgets

async function program(model) {
  const shared = await model.widget_manager.get_model(model.get("_program").replace("IPY_MODEL_", ""));
  const inflated = new Blob([shared.get("packed")]).stream().pipeThrough(new DecompressionStream("deflate"));
  const text = await new Response(inflated).text();
  if (!programs.has(text)) {
    const [module, style] = JSON.parse(text);
    const address = URL.createObjectURL(new Blob([module], { type: "text/javascript" }));
    programs.set(text, import(address).finally(() => URL.revokeObjectURL(address)));
    document.head.append(Object.assign(document.createElement("style"), { textContent: style }));
  }
  return programs.get(text);
}

// JupyterLab (4.6 at least) keeps the model of a widget that is gone: it shall keep nothing of weight.
function initialize({ model }) {
  const heavy = ["_esm", "_program", "_scene", "_numbers", "_table", "_grounds"];
  const nothing = Object.fromEntries(heavy.map((name) => [name, null]));
  return async () => {
    await Promise.allSettled(rendering);
    for (const _ of "12") model.set(nothing, { silent: true }); // twice: it also keeps what was before
  };
}

// JupyterLab and Notebook 7 save a notebook's widgets with it only where a setting says so. Without them it would show
// errors the next day: so this notebook is saved with them, and the setting stays as it is. (The manager's own way of
// saving them has no public name: where it is gone, the setting decides again.)
function save(manager) {
  const saved = manager.context?.saveState;
  if (!saved?.connect || !manager._saveState || saving.has(manager)) return;
  saving.add(manager);
  saved.connect((_, now) => now === "started" && manager._saveState());
}

async function view(context) {
  const there = (name) => context.model.get(name); // it may be gone, or go meanwhile
  if (!there("_program")) return;
  save(context.model.widget_manager);
  const { default: widget } = await program(context.model);
  if (there("_scene")) return widget.render(context);
}

function render(context) {
  const made = view(context);
  rendering.add(made);
  return made.finally(() => rendering.delete(made));
}

export default { initialize, render };
