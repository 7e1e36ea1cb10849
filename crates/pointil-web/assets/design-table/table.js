// The design table: one design, drawn on the head, changed by handles, numbers and buttons; the server keeps and answers.

import { Brush, editOf } from '#design-table/brush.js';
import { Camera } from '#design-table/camera.js';
import { Controls } from '#design-table/controls.js';
import { Dots, instances } from '#design-table/dots.js';
import { HeadView, NoPicture } from '#design-table/head-view.js';
import { LineHandles } from '#design-table/line-handles.js';
import { Photographs } from '#design-table/photographs.js';
import { InOrder, NewestOnly, Server } from '#design-table/server.js';
import { Surface } from '#design-table/surface.js';
import { HAIR_SETTING } from '#design-table/bells.js';
import { readEdited, readFinal, readHead, readPreview, readRoots, readUniverse } from '#design-table/wire.js';

/** Quiet after the last edit before facts are asked for, in milliseconds. */
const FACTS_AFTER = 250;

class Table {
  constructor(root) {
    this.root = root;
    this.server = new Server(root.dataset.address, root.dataset.csrf);
    this.follows = new NewestOnly();
    this.edits = new InOrder();
    this.frame = 0;
    this.said = root.querySelector('[data-said]');
    this.controls = new Controls(root);
  }

  async begin() {
    const [state, headBytes, universeBytes] = await Promise.all([
      this.server.json('state'),
      this.server.bytes('head'),
      this.server.bytes('universe'),
    ]);
    const head = readHead(headBytes);
    // A little below the middle of the skull, so that crown and chin are both seen.
    const [left, up, forward] = state.head.centre;
    this.camera = new Camera([left, up - 26, forward]);
    this.surface = new Surface(head, state.head);
    this.dots = new Dots(readUniverse(universeBytes));
    this.view = new HeadView(this.root.querySelector('canvas'), this.camera);
    this.view.setHead(head);
    const svg = this.root.querySelector('svg');
    this.handles = new LineHandles(svg, this.camera, this.surface);
    this.brush = new Brush(svg, this.camera, this.surface, (x, y) => this.handles.rayAt(x, y));
    this.photographs = new Photographs(this);
    this.listen();
    this.take(state);
    this.show(readPreview(await this.server.bytes('preview')));
    await this.look();
    this.redraw();
    this.root.dataset.ready = '';
    performance.mark('pointil-ready');
    this.finished(readFinal(await this.server.bytes('final')));
    await this.hair();
  }

  /** Takes what the server says of the design: revision, line, history. */
  take(state) {
    // Another head is another surface, with other dots to choose from.
    if (this.state && this.state.head.digest !== state.head.digest) location.reload();
    this.state = state;
    // A point that waits for a further step is where the hand left it.
    if (!this.edits.waits) this.handles.setPoints(state.line);
    for (const [name, count] of [['undo', state.undo_steps], ['redo', state.redo_steps]]) {
      const button = this.root.querySelector(`[data-step="${name}"]`);
      if (button) button.disabled = count === 0;
    }
    for (const field of this.root.querySelectorAll('input[name="revision"]')) field.value = state.revision;
    for (const field of this.root.querySelectorAll('[data-zone]')) {
      if (field !== document.activeElement) field.value = field.defaultValue = state.zones[field.dataset.zone];
    }
    this.controls.points(state.line);
  }

  show(preview) {
    this.dots.preview(preview);
    this.handles.setLine(preview.line);
  }

  /** At what age and in what light the head is looked at. */
  seen() {
    const chosen = (name) => this.root.querySelector(`[name="${name}"]:checked`)?.value;
    return { age: chosen('age'), light: chosen('light') };
  }

  async look() {
    const { age, light } = this.seen();
    const looks = await this.server.json(`looks?age=${age}&light=${light}`);
    this.view.setLooks(looks.settings, looks.hair);
  }

  /** The hair that is there, when it is other than what is shown. */
  async hair() {
    const { hair, line, long_hair: long } = this.state;
    const known = JSON.stringify([hair, line]);
    if (this.hairKnown === known) return;
    this.hairKnown = known;
    this.root.querySelector('[data-long-hair]').hidden = !long;
    this.view.setHair(instances(readRoots(await this.server.bytes('roots')), HAIR_SETTING));
    this.picture();
  }

  /** Draws anew, once a frame. */
  redraw() {
    this.photographs.hide();
    if (this.frame) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      this.view.setDots(this.dots.all(), this.dots.takeNews());
      this.picture();
    });
  }

  /** Dots look otherwise: at another age, in another light. */
  looked() {
    this.photographs.hide();
    this.picture();
    this.photographs.rested();
  }

  picture() {
    this.photographs.placed();
    this.view.draw();
    this.handles.draw();
  }

  say(words) {
    this.said.textContent = words;
  }

  /** Makes an edit once those before it are made; one that waits gives way to a newer one of the same `name`. */
  edit(path, body, name) {
    this.follows.drop();
    this.edited = performance.now();
    this.edits.run(() => this.make(path, body), name);
  }

  /** Makes an edit; what the server refuses is said and taken back. */
  async make(path, body) {
    try {
      // Forms send text, edits a number.
      const { revision } = this.state;
      const named = typeof body.revision === 'string' ? `${revision}` : revision;
      const asked = { ...body, revision: named, has: `${this.dots.finalRevision ?? ''}` };
      const { state, line, final } = readEdited(await (await this.server.send(path, asked)).arrayBuffer());
      this.take(state);
      this.handles.setLine(line);
      this.say(state.step);
      this.finished(final);
    } catch (refused) {
      this.say(refused.message);
      this.edits.drop();
      this.dots.letGo();
      this.take(refused.status === 409 ? await this.server.json('state') : this.state);
      this.redraw();
    }
  }

  /** Shows the final pattern, and fetches what follows from it once the hand rests. */
  finished(final) {
    this.dots.finish(final);
    this.redraw();
    if (this.edited) this.drawn('pointil-final', this.edited);
    this.edited = null;
    clearTimeout(this.later);
    this.later = setTimeout(() => this.facts().catch((error) => this.say(error.message)), FACTS_AFTER);
  }

  async facts() {
    this.photographs.rested();
    await this.hair();
    const own = this.root.querySelector('[data-facts]');
    const part = async (path) => (await this.server.ask(path, { headers: { accept: 'text/html' } })).text();
    own.innerHTML = await part('facts');
    if ('mayEdit' in this.root.dataset) this.controls.renew(await part('controls'));
  }

  /** What a brush drew; patches and scars are drawn once, hair and density as long as the brush is in the hand. */
  stroke(kind, places) {
    const edit = editOf(kind, places, this.controls.brush(kind));
    if (!edit) return this.say('That stroke is too short; draw the whole outline, or along the whole scar.');
    if (edit.edit === 'add_technique' && kind !== 'punch_scars') this.brush.take(null);
    return this.edit('edits', { edits: [edit] });
  }

  /** While a handle is dragged: the newest place alone is asked for. */
  follow({ index, point }) {
    const [at, moved] = [this.surface.place(point), performance.now()];
    this.follows.run(async () => {
      const answer = await this.server.send('follow', { index, at });
      if (!this.handles.dragged) return;
      const preview = readPreview(await answer.arrayBuffer());
      this.dots.preview(preview, true);
      this.handles.setLine(preview.line);
      this.redraw();
      this.drawn('pointil-frame', moved);
    });
  }

  /** Measures, for the figures in the documents, the time from an act to the frame that shows it. */
  drawn(name, start) {
    requestAnimationFrame(() => performance.measure(name, { start }));
  }

  listen() {
    this.handles.addEventListener('follow', (event) => this.follow(event.detail));
    this.handles.addEventListener('let-go', () => {
      this.dots.letGo();
      this.redraw();
    });
    this.handles.addEventListener('moved', ({ detail: { index, point } }) => {
      this.edit('edits', { edits: [{ edit: 'move_point', index, at: this.surface.place(point) }] }, `point ${index}`);
    });
    for (const button of this.root.querySelectorAll('[data-side]')) {
      button.addEventListener('click', () => {
        this.camera.look(button.dataset.side);
        this.picture();
      });
    }
    this.root.addEventListener('change', ({ target }) => {
      if (!target.matches('[data-zone]') || target.value === '') return;
      const edit = { edit: 'zone_density', zone: target.dataset.zone, dots_per_cm2: Number(target.value) };
      this.edit('edits', { edits: [edit] });
    });
    this.root.addEventListener('click', ({ target }) => {
      const kind = target.closest('[data-brush]')?.dataset.brush;
      if (kind) this.brush.take(this.brush.kind === kind ? null : kind, this.controls.brush(kind).width);
    });
    this.brush.addEventListener('taken', () => {
      this.controls.pressed(this.brush.kind);
      this.say(this.brush.kind ? 'Draw on the head; Escape or the button again lays the brush away.' : '');
    });
    this.brush.addEventListener('stroke', ({ detail: { kind, places } }) => this.stroke(kind, places));
    for (const field of this.root.querySelectorAll('[data-distance]')) {
      field.addEventListener('input', () => {
        if (Number(field.value)) this.photographs.orbit.from(Number(field.value));
        this.picture();
      });
    }
    for (const field of this.root.querySelectorAll('[data-look]')) {
      field.addEventListener('input', () => this.look().then(() => this.looked(), (error) => this.say(error.message)));
    }
    this.root.addEventListener('submit', (event) => {
      if (!event.target.matches('[data-change]')) return;
      event.preventDefault();
      const fields = new FormData(event.target, event.submitter);
      this.edit('change', Object.fromEntries(fields));
    });
    this.turning();
    new ResizeObserver(() => this.picture()).observe(this.root.querySelector('canvas'));
  }

  /** Turning and zooming by pointer, wheel and keys. */
  turning() {
    const stage = this.root.querySelector('svg');
    stage.addEventListener('pointerdown', (event) => stage.setPointerCapture(event.pointerId));
    stage.addEventListener('pointermove', (event) => {
      if (this.handles.dragged || !stage.hasPointerCapture(event.pointerId)) return;
      this.camera.turned(-event.movementX / 180, event.movementY / 180);
      this.picture();
    });
    stage.addEventListener('wheel', (event) => {
      event.preventDefault();
      this.zoom(Math.exp(event.deltaY / 900));
    }, { passive: false });
    stage.addEventListener('keydown', (event) => {
      if (event.target !== stage) return undefined;
      const turn = { ArrowLeft: [-0.15, 0], ArrowRight: [0.15, 0], ArrowUp: [0, 0.15], ArrowDown: [0, -0.15] }[event.key];
      const zoom = { '+': 0.85, '-': 1.18 }[event.key];
      if (!turn && !zoom) return undefined;
      event.preventDefault();
      if (zoom) return this.zoom(zoom);
      this.camera.turned(...turn);
      return this.picture();
    });
  }

  /** Nearer or farther by hand; then the head is no longer seen from a distance chosen. */
  zoom(factor) {
    this.camera.zoomed(factor);
    const free = this.root.querySelector('[data-distance][value="0"]');
    if (free) free.checked = true;
    this.picture();
  }
}

const root = document.querySelector('[data-design-table]');
if (root) {
  new Table(root).begin().catch((error) => {
    const words = error instanceof NoPicture
      ? `The head cannot be turned here: ${error.message}. Numbers and forms work all the same.`
      : error.message;
    root.querySelector('[data-said]').textContent = words;
    root.dataset.ready = 'without-picture';
  });
}
