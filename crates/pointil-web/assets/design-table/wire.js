// Dots, head and universe from bytes; the table of messages is in the server's wire module.

class Reader {
  constructor(buffer, letters) {
    this.view = new DataView(buffer);
    this.buffer = buffer;
    this.at = 4;
    const own = String.fromCharCode(...new Uint8Array(buffer, 0, 4));
    if (own !== letters) throw new Error(`expected ${letters}, got ${own}`);
  }

  count() {
    const value = this.view.getUint32(this.at, true);
    this.at += 4;
    return value;
  }

  float() {
    const value = this.view.getFloat32(this.at, true);
    this.at += 4;
    return value;
  }

  array(Type, length) {
    const own = new Type(this.buffer, this.at, length);
    this.at += Math.ceil((length * Type.BYTES_PER_ELEMENT) / 4) * 4;
    return own;
  }

  grid() {
    return { corner: [this.float(), this.float(), this.float()], step: this.float() };
  }

  points(count, corner, step) {
    const steps = this.array(Uint16Array, count * 3);
    return Float32Array.from(steps, (own, i) => corner[i % 3] + own * step);
  }

  tiles(count) {
    const own = this.array(Uint16Array, count * 2);
    return Array.from({ length: count }, (_, k) => ({ tile: own[2 * k], dots: own[2 * k + 1] }));
  }
}

/** The surface of the head: positions, octahedral normals, square roots of reflectances, corners of triangles. */
export function readHead(buffer) {
  const reader = new Reader(buffer, 'PTH1');
  const vertices = reader.count();
  const triangles = reader.count();
  return {
    positions: reader.array(Float32Array, vertices * 3),
    normals: reader.array(Int8Array, vertices * 2),
    colours: reader.array(Uint8Array, vertices * 3),
    corners: reader.array(Uint32Array, triangles * 3),
  };
}

/** Every dot that could be: its point and normal, and where each tile's dots begin. */
export function readUniverse(buffer) {
  const reader = new Reader(buffer, 'PTU1');
  const tileCount = reader.count();
  const dots = reader.count();
  const { corner, step } = reader.grid();
  const tiles = reader.tiles(tileCount);
  const points = reader.points(dots, corner, step);
  const normals = reader.array(Int8Array, dots * 2);
  const first = new Map();
  let before = 0;
  for (const { tile, dots: own } of tiles) {
    first.set(tile, before);
    before += own;
  }
  return { points, normals, first };
}

/** The roots of the hair that is there. */
export function readRoots(buffer) {
  const reader = new Reader(buffer, 'PTR1');
  const count = reader.count();
  const { corner, step } = reader.grid();
  return { points: reader.points(count, corner, step), normals: reader.array(Int8Array, count * 2) };
}

/** The dots that are there now in some tiles, and the smooth line. */
export function readPreview(buffer) {
  const reader = new Reader(buffer, 'PTP1');
  const revision = reader.count();
  const tileCount = reader.count();
  const dots = reader.count();
  const places = reader.count();
  const tiles = reader.tiles(tileCount);
  const numbers = reader.array(Uint16Array, dots);
  const settings = reader.array(Uint8Array, dots);
  const line = reader.array(Float32Array, places * 3);
  let at = 0;
  const contents = tiles.map(({ tile, dots: own }) => {
    const content = { tile, numbers: numbers.slice(at, at + own), settings: settings.slice(at, at + own) };
    at += own;
    return content;
  });
  return { revision, contents, line };
}

/** The state after an edit, and with it the smooth line and the final pattern. */
export function readEdited(buffer) {
  const reader = new Reader(buffer, 'PTE1');
  const state = JSON.parse(new TextDecoder().decode(reader.array(Uint8Array, reader.count())));
  const line = reader.array(Float32Array, reader.count() * 3);
  return { state, line, final: readFinal(buffer.slice(reader.at)) };
}

/** The final pattern in some tiles, and the single dots ahead of the line. */
export function readFinal(buffer) {
  const reader = new Reader(buffer, 'PTF1');
  const revision = reader.count();
  const tileCount = reader.count();
  const dots = reader.count();
  const singles = reader.count();
  const step = reader.float();
  const tiles = reader.tiles(tileCount);
  const numbers = reader.array(Uint16Array, dots);
  const moves = reader.array(Int8Array, dots * 3);
  const settings = reader.array(Uint8Array, dots);
  const sessions = reader.array(Uint8Array, dots);
  const single = {
    points: reader.array(Float32Array, singles * 3),
    normals: reader.array(Int8Array, singles * 2),
    settings: reader.array(Uint8Array, singles),
    sessions: reader.array(Uint8Array, singles),
  };
  let at = 0;
  const contents = tiles.map(({ tile, dots: own }) => {
    const end = at + own;
    const moved = Float32Array.from(moves.subarray(3 * at, 3 * end), (steps) => steps * step);
    const content = {
      tile,
      numbers: numbers.slice(at, end),
      moves: moved,
      settings: settings.slice(at, end),
      sessions: sessions.slice(at, end),
    };
    at = end;
    return content;
  });
  return { revision, contents, single };
}

/** A unit vector from the two bytes of an octahedron unfolded to a square. */
export function unfolded(x8, y8) {
  let [x, y] = [x8 / 127, y8 / 127];
  const z = 1 - Math.abs(x) - Math.abs(y);
  if (z < 0) {
    const folded = (1 - Math.abs(y)) * Math.sign(x || 1);
    y = (1 - Math.abs(x)) * Math.sign(y || 1);
    x = folded;
  }
  const length = Math.hypot(x, y, z);
  return [x / length, y / length, z / length];
}
