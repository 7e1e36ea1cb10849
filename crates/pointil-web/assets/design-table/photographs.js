// The client's photographs on the table: one is chosen from the strip and takes the head's place, with the same design on it. While the hand works the
// graphics card draws the dots into it; when it rests the server's own picture fades in.

import { PhotographCamera } from '#design-table/photograph-camera.js';

/** Rest after the last change before the server is asked for its picture, in milliseconds. */
const RESTS_AFTER = 350;

export class Photographs {
  constructor(table) {
    const { root } = table;
    Object.assign(this, { table, root, orbit: table.camera, shown: null, cameras: null, asked: 0 });
    this.strip = root.querySelector('[data-strip]');
    this.finished = root.querySelector('.over').appendChild(new Image());
    this.finished.alt = '';
    this.wipe = root.querySelector('[data-wipe]');
    this.edge = root.querySelector('[data-wipe-edge]');
    this.strip?.addEventListener('click', (event) => {
      const link = event.target.closest('[data-photograph]');
      if (!link) return;
      event.preventDefault();
      this.choose(link.dataset.photograph).catch((error) => table.say(error.message));
    });
    root.addEventListener('click', (event) => event.target.closest('[data-side]') && this.choose(''), { capture: true });
    this.wipe?.addEventListener('input', () => this.table.picture());
    this.compare();
  }

  /** Whether the design lies on another head than the photographs show. */
  async compare() {
    const notice = this.root.querySelector('[data-other-head]');
    if (!notice || !this.strip.querySelector('img')) return;
    const known = await this.known();
    notice.hidden = known.own_head;
  }

  /** Where the photographs were taken from, asked once. */
  known() {
    this.cameras ??= this.table.server.json('cameras');
    return this.cameras;
  }

  /** The share of the picture, from the left, that shows how it was before. */
  get before() {
    return Number(this.wipe?.value ?? 0) / 100;
  }

  async choose(id) {
    const asked = this.asked += 1;
    if (id === (this.shown?.id ?? '')) return;
    this.hide();
    if (!id) {
      this.take(null, this.orbit);
      return;
    }
    const { state } = this.table;
    const camera = (await this.known()).cameras[id];
    if (!camera) throw new Error('This photograph has too few landmarks yet: place them first.');
    const answer = await fetch(`/photographs/${id}/screen`, { credentials: 'same-origin' });
    if (!answer.ok) throw new Error('The photograph could not be fetched.');
    const bitmap = await createImageBitmap(await answer.blob());
    if (asked !== this.asked) return;
    this.take({ id, bitmap }, new PhotographCamera(camera, state.head.centre));
    this.rested();
  }

  take(shown, camera) {
    const { table } = this;
    this.shown = shown;
    table.camera = camera;
    table.view.camera = camera;
    table.handles.camera = camera;
    table.brush.camera = camera;
    table.view.setPhotograph(shown?.bitmap ?? null);
    for (const link of this.strip?.querySelectorAll('[data-photograph]') ?? []) {
      link.toggleAttribute('aria-current', link.dataset.photograph === (shown?.id ?? ''));
    }
    table.redraw();
  }

  /** Before each picture: what lies beside the canvas follows it. */
  placed() {
    const { clientWidth: width, clientHeight: height } = this.table.view.canvas;
    this.table.view.before = this.before;
    this.edge.hidden = this.before === 0;
    this.edge.style.insetInlineStart = `${this.before * width}px`;
    this.edge.style.height = `${height}px`;
    if (!this.shown) return;
    const { camera } = this.table;
    camera.width = width;
    const [across, down] = camera.frameOf(width / height);
    const own = this.finished.style;
    own.left = `${across[0] * width}px`;
    own.top = `${down[0] * height}px`;
    own.width = `${(across[1] - across[0]) * width}px`;
    own.height = `${(down[1] - down[0]) * height}px`;
    const cut = (place, whole) => Math.max(0, place * whole);
    own.clipPath = `inset(${cut(-down[0], height)}px ${cut(across[1] - 1, width)}px ${cut(down[1] - 1, height)}px ${cut(this.before - across[0], width)}px)`;
  }

  /** The dots change: the server's picture is no longer true. */
  hide() {
    clearTimeout(this.later);
    this.wanted = null;
    this.finished.classList.remove('shown');
  }

  /** Nothing changes any more: the server's picture is fetched and fades in. */
  rested() {
    clearTimeout(this.later);
    if (this.shown) this.later = setTimeout(() => this.fetch().catch((error) => this.table.say(error.message)), RESTS_AFTER);
  }

  async fetch() {
    const { server, state } = this.table;
    const { age, light } = this.table.seen();
    const path = `photographs/${this.shown.id}/picture?age=${age}&light=${light}&hash=${state.hash}`;
    this.wanted = path;
    const blob = await (await server.ask(path)).blob();
    if (this.wanted !== path) return;
    const old = this.finished.src;
    this.finished.src = URL.createObjectURL(blob);
    await this.finished.decode();
    if (old) URL.revokeObjectURL(old);
    if (this.wanted === path) this.finished.classList.add('shown');
  }
}
