// Landmarks on a photograph: one click each, drag to correct; after each the server draws the head that they lead to.

import { NewestOnly, Server } from '#design-table/server.js';
import { Loupe, PictureView } from '#picture-view.js';

const SVG = 'http://www.w3.org/2000/svg';
const NUDGE_PX = 1; // of the page

class Landmarks {
  constructor(root) {
    this.root = root;
    const kept = JSON.parse(root.dataset.landmarks);
    this.revision = kept.revision;
    this.places = kept.landmarks;
    this.fit = kept.fit;
    this.history = [];
    this.server = new Server(root.dataset.address, root.dataset.csrf);
    this.tries = new NewestOnly();
    this.svg = root.querySelector('svg');
    this.view = new PictureView(this.svg, root.querySelector('[data-zoom]'), () => this.draw());
    this.loupe = new Loupe(root.querySelector('[data-picture]'), this.svg);
    this.marks = root.querySelector('[data-marks]');
    this.said = root.querySelector('[data-said]');
    this.saves = document.querySelector('[data-save]');
    this.rows = new Map([...root.querySelectorAll('[data-point]')].map((row) => [row.dataset.point, row]));
    this.mayEdit = 'mayEdit' in root.dataset;
    if (this.mayEdit) this.listen();
    this.draw();
    root.dataset.ready = '';
  }

  get chosen() {
    return this.root.querySelector('[name="landmark"]:checked')?.value;
  }

  choose(name) {
    const radio = name && this.rows.get(name)?.querySelector('input');
    for (const row of this.rows.values()) row.querySelector('input').checked = false;
    if (!radio) return;
    radio.checked = true;
    const list = radio.closest('.points');
    const row = radio.closest('li');
    list.scrollTop = Math.max(0, row.offsetTop - list.clientHeight / 2);
  }

  /** Chooses the next point that is asked for and not placed, after `name`. */
  advance(name) {
    const names = [...this.root.querySelectorAll('.points > .point-list [data-point]')].map((row) => row.dataset.point);
    const at = names.indexOf(name);
    const order = [...names.slice(at + 1), ...names.slice(0, Math.max(0, at))];
    this.choose(order.find((own) => !this.places[own]));
  }

  /** Puts other places in; `again` where it goes on with what the last change began. */
  change(places, again = false) {
    if (!again) this.history.push(this.places);
    this.places = places;
    this.unsaved = true;
    this.draw();
    this.try();
  }

  place(name, at, again = false) {
    this.change({ ...this.places, [name]: this.view.inside(at) }, again);
  }

  remove(name) {
    const { [name]: gone, ...rest } = this.places;
    if (!gone) return;
    this.change(rest);
    this.choose(name);
  }

  try() {
    this.tries.run(async () => {
      const body = { revision: this.revision, landmarks: this.places };
      try {
        this.fit = await (await this.server.send('try', body)).json();
        this.draw();
        this.tell();
      } catch (error) {
        this.said.textContent = error.message;
      }
    });
  }

  async save() {
    try {
      const body = { revision: this.revision, landmarks: this.places };
      const kept = await (await this.server.send('save', body)).json();
      Object.assign(this, { revision: kept.revision, fit: kept.fit, unsaved: false });
      for (const field of document.querySelectorAll('[name="revision"]')) field.value = kept.revision;
      this.draw();
      this.said.textContent = 'Saved.';
      return true;
    } catch (error) {
      this.said.textContent = error.message;
      return false;
    }
  }

  tell() {
    const { head, problem } = this.fit;
    const doubts = head?.points.filter((point) => point.words) ?? [];
    const list = this.root.querySelector('[data-doubts]');
    list.replaceChildren(...doubts.map((point) => Object.assign(document.createElement('li'), { textContent: point.words })));
    this.said.textContent = problem ?? `The head is found. A place of the scalp is known to ${head.uncertainty_mm.toFixed(1)} mm here.`;
  }

  draw() {
    const px = this.view.pixel;
    const off = new Map((this.fit.head?.points ?? []).map((point) => [point.landmark, point]));
    this.root.querySelector('[data-contour]').setAttribute('d', this.fit.head?.contour ?? '');
    const drawn = [];
    for (const [name, at] of Object.entries(this.places)) {
      const point = off.get(name);
      if (point?.doubtful) drawn.push(element('line', { class: 'astray', x1: at[0], y1: at[1], x2: point.at[0], y2: point.at[1] }));
      const kind = `mark${point?.doubtful ? ' doubtful' : ''}${name === this.chosen ? ' chosen' : ''}`;
      drawn.push(element('circle', { class: kind, cx: at[0], cy: at[1], r: 7 * px }));
      drawn.push(element('circle', { class: 'reach', cx: at[0], cy: at[1], r: 20 * px, 'data-mark': name }));
    }
    this.marks.replaceChildren(...drawn);
    for (const [name, row] of this.rows) {
      const point = off.get(name);
      row.classList.toggle('placed', name in this.places);
      row.classList.toggle('doubtful', Boolean(point?.doubtful));
      row.querySelector('[data-off]').textContent = point && name in this.places ? `${point.off_mm.toFixed(1)} mm` : '';
      row.querySelector('[data-remove]')?.toggleAttribute('hidden', !(name in this.places));
    }
    this.root.querySelector('[data-count]').textContent = `${Object.keys(this.places).length} placed`;
    const undo = this.root.querySelector('[data-undo]');
    if (undo) undo.disabled = this.history.length === 0;
    if (this.saves) this.saves.disabled = !this.unsaved;
  }

  listen() {
    for (const shown of [this.saves, this.root.querySelector('[data-tools]')]) shown.hidden = false;
    if (!this.chosen) this.advance('');
    this.saves.addEventListener('click', () => this.save());
    document.addEventListener('click', async (event) => {
      const link = event.target.closest('a[href]');
      if (!link || !this.unsaved || event.defaultPrevented) return;
      event.preventDefault();
      if (await this.save()) location.assign(link.href);
    });
    window.addEventListener('beforeunload', (event) => this.unsaved && event.preventDefault());
    this.root.querySelector('[data-skip]').addEventListener('click', () => this.advance(this.chosen ?? ''));
    this.root.querySelector('[data-undo]').addEventListener('click', () => {
      this.change(this.history.pop(), true);
      this.advance('');
    });
    this.root.addEventListener('change', (event) => event.target.name === 'landmark' && this.draw());
    this.root.addEventListener('click', (event) => {
      const button = event.target.closest('[data-remove]');
      if (!button) return;
      event.preventDefault();
      this.remove(button.value);
    });
    this.pointing();
    this.svg.tabIndex = 0;
    this.svg.addEventListener('keydown', (event) => this.key(event));
  }

  pointing() {
    const { svg } = this;
    svg.addEventListener('pointerdown', (event) => {
      const mark = event.target.closest('[data-mark]')?.dataset.mark;
      svg.setPointerCapture(event.pointerId);
      this.drag = { mark, moved: false, x: event.clientX, y: event.clientY };
      // A point that waits for its place may lie close to another: a click places it, a drag moves the other.
      if (mark && this.places[this.chosen]) this.choose(mark);
    });
    svg.addEventListener('pointermove', (event) => {
      const { drag } = this;
      if (!drag) return;
      const far = Math.hypot(event.clientX - drag.x, event.clientY - drag.y) > 4;
      if (!far && !drag.moved) return;
      if (drag.mark) {
        this.place(drag.mark, this.view.at(event), drag.moved);
        this.loupe.show(this.places[drag.mark], this.view.pixel);
      } else {
        this.view.pan(event.movementX, event.movementY);
      }
      drag.moved = true;
    });
    svg.addEventListener('pointerup', (event) => {
      const { drag, chosen } = this;
      this.drag = null;
      this.loupe.hide();
      if (!drag || drag.moved || !chosen || (drag.mark && this.places[chosen])) {
        this.draw();
        return;
      }
      this.place(chosen, this.view.at(event));
      this.advance(chosen);
      this.draw();
    });
    svg.addEventListener('pointercancel', () => {
      this.drag = null;
      this.loupe.hide();
    });
  }

  key(event) {
    const { chosen } = this;
    if (!chosen) return;
    const at = this.places[chosen];
    const along = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (along) {
      event.preventDefault();
      const step = NUDGE_PX * this.view.pixel * (event.shiftKey ? 10 : 1);
      const from = at ?? this.view.middle();
      this.place(chosen, from.map((own, k) => own + along[k] * step));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      if (at) this.advance(chosen);
      else this.place(chosen, this.view.middle());
      this.draw();
    } else if (event.key === 'Delete' || event.key === 'Backspace') {
      event.preventDefault();
      this.remove(chosen);
    }
  }
}

function element(name, attributes) {
  const own = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) own.setAttribute(key, value);
  return own;
}

const root = document.querySelector('[data-landmarks]');
if (root) new Landmarks(root);
