// The dots that the page shows, tile by tile, as arrays for the graphics card.

import { unfolded } from '#design-table/wire.js';

const FLOATS = 7; // point, normal, setting

/** Points that all are set in one way, as the graphics card takes them. */
export function instances({ points, normals }, setting) {
  const count = points.length / 3;
  const own = new Float32Array(count * FLOATS);
  for (let k = 0; k < count; k += 1) {
    own.set(points.subarray(3 * k, 3 * k + 3), FLOATS * k);
    own.set(unfolded(normals[2 * k], normals[2 * k + 1]), FLOATS * k + 3);
    own[FLOATS * k + 6] = setting;
  }
  return own;
}

export class Dots {
  constructor(universe) {
    this.universe = universe;
    this.tiles = new Map(); // what each tile shows
    this.kept = new Map(); // what followed tiles showed before a drag
    this.finals = new Map(); // the final pattern as it was last known
    this.provisional = new Set(); // tiles that show a preview since
    this.single = new Float32Array(0);
    this.news = []; // what came and went since the last picture
    this.revision = null;
    this.finalRevision = null;
  }

  /** Replaces what tiles show by a preview; `following` keeps what was there, to come back to. */
  preview({ revision, contents }, following = false) {
    if (!following) this.letGo();
    for (const content of contents) {
      if (following && !this.kept.has(content.tile)) this.kept.set(content.tile, this.tiles.get(content.tile));
      if (!following) this.provisional.add(content.tile);
      this.put(content.tile, this.placed(content));
    }
    if (!following) this.revision = revision;
  }

  /** Ends a drag: tiles show what they showed before it. */
  letGo() {
    for (const [tile, shown] of this.kept) this.put(tile, shown ?? new Float32Array(0));
    this.kept.clear();
  }

  /** Replaces what tiles show by the final pattern. */
  finish({ revision, contents, single }) {
    this.letGo();
    for (const content of contents) {
      this.provisional.add(content.tile);
      this.finals.set(content.tile, this.placed(content));
    }
    for (const tile of this.provisional) this.put(tile, this.finals.get(tile) ?? new Float32Array(0));
    this.provisional.clear();
    this.news.push(this.single);
    this.single = new Float32Array(single.settings.length * FLOATS);
    for (let k = 0; k < single.settings.length; k += 1) {
      this.single.set(single.points.subarray(3 * k, 3 * k + 3), FLOATS * k);
      this.single.set(unfolded(single.normals[2 * k], single.normals[2 * k + 1]), FLOATS * k + 3);
      this.single[FLOATS * k + 6] = single.settings[k];
    }
    this.news.push(this.single);
    this.finalRevision = revision;
    this.revision = revision;
  }

  /** Shows other dots in a tile. */
  put(tile, dots) {
    const before = this.tiles.get(tile);
    if (before === dots) return;
    if (before) this.news.push(before);
    this.news.push(dots);
    this.tiles.set(tile, dots);
  }

  /** What came and went since this was asked last. */
  takeNews() {
    return this.news.splice(0);
  }

  placed({ tile, numbers, moves, settings }) {
    const { points, normals, first } = this.universe;
    const start = first.get(tile) ?? 0;
    const own = new Float32Array(numbers.length * FLOATS);
    for (let k = 0; k < numbers.length; k += 1) {
      const id = start + numbers[k];
      for (let axis = 0; axis < 3; axis += 1) {
        own[FLOATS * k + axis] = points[3 * id + axis] + (moves ? moves[3 * k + axis] : 0);
      }
      own.set(unfolded(normals[2 * id], normals[2 * id + 1]), FLOATS * k + 3);
      own[FLOATS * k + 6] = settings[k];
    }
    return own;
  }

  get count() {
    let count = this.single.length / FLOATS;
    for (const own of this.tiles.values()) count += own.length / FLOATS;
    return count;
  }

  /** All dots in one array: point, normal and setting of each. */
  all() {
    const all = new Float32Array(this.count * FLOATS);
    let at = 0;
    for (const own of [...this.tiles.values(), this.single]) {
      all.set(own, at);
      at += own.length;
    }
    return all;
  }
}
