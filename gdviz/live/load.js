// What anywidget is given: a short module that fetches the long one. Browsers never let go of a module, and anywidget
// makes one for each widget; so the long one is loaded once for a page.

const programs = (globalThis.gdvizPrograms ??= new Map());
const rendering = new Set(); // views that are being made

async function program(packed) {
  const source = await new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"))).text();
  if (!programs.has(source)) {
    const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
    programs.set(source, import(address).finally(() => URL.revokeObjectURL(address)));
  }
  return programs.get(source);
}

// JupyterLab (4.6 at least) keeps the model of a widget that is gone: it shall keep nothing of weight.
function initialize({ model }) {
  const heavy = ["_esm", "_css", "_program", "_scene", "_numbers", "_table", "_grounds"];
  const nothing = Object.fromEntries(heavy.map((name) => [name, null]));
  return async () => {
    await Promise.allSettled(rendering);
    for (const _ of "12") model.set(nothing, { silent: true }); // twice: it also keeps what was before
  };
}

async function view(context) {
  const there = (name) => context.model.get(name); // it may be gone, or go meanwhile
  if (!there("_program")) return;
  const { default: widget } = await program(there("_program"));
  if (there("_scene")) return widget.render(context);
}

function render(context) {
  const made = view(context);
  rendering.add(made);
  return made.finally(() => rendering.delete(made));
}

export default { initialize, render };
