// The controls beside the head: forms that the server writes anew after an edit, without losing what is being typed or where one is.

/** Fields whose value a person changed and has not sent. */
const isBeingFilledIn = (part) => {
  const fields = part.querySelectorAll('input:not([type="hidden"]), textarea');
  return [...fields].some((field) => !field.dataset.brushWidth && field.value !== field.defaultValue && field === document.activeElement);
};

/** How an element is found again in a part that was written anew. */
const place = (part, element) => {
  const all = [...part.querySelectorAll('button, input, select, summary, a')];
  return all.indexOf(element);
};

export class Controls {
  constructor(root) {
    this.root = root.querySelector('[data-controls]') ?? document.createElement('div');
    this.showBrushes();
  }

  /** Takes what the server writes of them; open parts stay open. */
  renew(html) {
    const fresh = new DOMParser().parseFromString(html, 'text/html');
    const parts = [...this.root.querySelectorAll('details.sheet')];
    [...fresh.querySelectorAll('details.sheet')].forEach((next, k) => {
      const part = parts[k];
      if (!part || isBeingFilledIn(part)) return;
      const focused = place(part, document.activeElement);
      const open = [...part.querySelectorAll('details')].map((own) => own.open);
      const brushes = [...part.querySelectorAll('[data-brush-panel] input')].map((own) => own.value);
      next.open = part.open;
      next.querySelectorAll('details').forEach((own, i) => Object.assign(own, { open: open[i] ?? false }));
      next.querySelectorAll('[data-brush-panel] input').forEach((own, i) => Object.assign(own, { value: brushes[i] ?? own.value }));
      part.replaceWith(next);
      if (focused >= 0) next.querySelectorAll('button, input, select, summary, a')[focused]?.focus({ preventScroll: true });
    });
    this.showBrushes();
  }

  /** Brushes need a pointer and this script, so they are hidden until it runs. */
  showBrushes() {
    for (const panel of this.root.querySelectorAll('[data-brush-panel]')) panel.hidden = false;
  }

  /** What the panel of a brush says. */
  brush(kind) {
    const panel = this.root.querySelector(`[data-brush="${kind}"]`)?.closest('[data-brush-panel]');
    const number = (name) => Number(panel?.querySelector(`[${name}]`)?.value ?? NaN);
    return {
      width: number('data-brush-width') || number('data-mark-width') || 10,
      share: number('data-brush-share'),
      density: number('data-mark-density'),
    };
  }

  /** Shows which brush is in the hand. */
  pressed(kind) {
    for (const button of this.root.querySelectorAll('[data-brush]')) {
      button.setAttribute('aria-pressed', String(button.dataset.brush === kind));
    }
  }

  /** The line's points as numbers, as they are while edits come and go. */
  points(line) {
    this.root.querySelectorAll('[data-points] form').forEach((form, k) => {
      const numbers = form.querySelectorAll('input[type="number"]');
      numbers.forEach((field, axis) => {
        if (!line[k] || field === document.activeElement) return;
        field.value = field.defaultValue = line[k].point[axis].toFixed(1);
        field.readOnly = line[k].follows === axis;
      });
    });
  }
}
