// The head with its dots in WebGL2: light is added up linearly in half floats, and what hair and dots leave of it is multiplied.

import { CELL, bellsOf, drawn, reach } from '#design-table/bells.js';
import { NoPicture, attribute, buffer, layer, program, sized } from '#design-table/gl.js';
import * as shaders from '#design-table/shaders.js';
import { Sheet, inCells, inPixels } from '#design-table/sheet.js';

export { NoPicture };

const FLOATS = 7;
const WHOLE = [0, 0, 1, 1];

export class HeadView {
  constructor(canvas, camera) {
    this.canvas = canvas;
    this.camera = camera;
    this.size = [0, 0];
    this.backdrop = [0.86, 0.87, 0.87];
    this.before = 0;
    this.photograph = null;
    this.bells = [];
    // What is outside a part that changed stays as it was drawn.
    const gl = canvas.getContext('webgl2', { antialias: false, alpha: false, preserveDrawingBuffer: true });
    if (!gl) throw new NoPicture('this browser has no WebGL 2');
    if (!gl.getExtension('EXT_color_buffer_float') && !gl.getExtension('EXT_color_buffer_half_float')) {
      throw new NoPicture('this graphics card adds no light in half floats');
    }
    gl.getExtension('OES_texture_float_linear');
    this.gl = gl;
    this.programs = {
      head: told(gl, shaders.headVertex, shaders.headFragment),
      near: once((most) => told(gl, shaders.dotVertex(most), shaders.nearFragment(most))),
      far: once((most) => told(gl, shaders.dotVertex(most), shaders.farFragment(most))),
      whole: told(gl, shaders.wholeVertex, shaders.wholeFragment),
      photograph: told(gl, shaders.photographVertex, shaders.photographFragment),
    };
    this.square = buffer(gl, gl.ARRAY_BUFFER, new Float32Array([-1, -1, 1, -1, -1, 1, 1, 1]));
    this.depths = { near: gl.createRenderbuffer(), far: gl.createRenderbuffer() };
    this.light = layer(gl);
    // Hair is a sheet of its own: while dots change and the head stands still it stays.
    this.sheets = { hair: new Sheet(gl), dots: new Sheet(gl) };
    this.arrays = { dots: gl.createVertexArray(), hair: gl.createVertexArray(), whole: gl.createVertexArray() };
    this.buffers = { dots: gl.createBuffer(), hair: gl.createBuffer() };
    this.counts = { dots: 0, hair: 0 };
    for (const name of ['dots', 'hair']) this.bind(this.arrays[name], this.buffers[name]);
    gl.bindVertexArray(this.arrays.whole);
    attribute(gl, this.programs.whole.program, 'corner', this.square, 2, gl.FLOAT);
    this.changed();
  }

  /** Everything is drawn anew the next time. */
  changed() {
    this.still = null;
    this.news = null;
  }

  setHead(head) {
    const { gl } = this;
    const own = this.programs.head.program;
    this.arrays.head = gl.createVertexArray();
    gl.bindVertexArray(this.arrays.head);
    attribute(gl, own, 'point', buffer(gl, gl.ARRAY_BUFFER, head.positions), 3, gl.FLOAT);
    attribute(gl, own, 'folded', buffer(gl, gl.ARRAY_BUFFER, head.normals), 2, gl.BYTE, true);
    attribute(gl, own, 'root', buffer(gl, gl.ARRAY_BUFFER, head.colours), 3, gl.UNSIGNED_BYTE, true);
    buffer(gl, gl.ELEMENT_ARRAY_BUFFER, head.corners);
    this.cornerCount = head.corners.length;
    this.changed();
  }

  /** A photograph behind the dots in place of the drawn head; `null` for the head. */
  setPhotograph(bitmap) {
    const { gl } = this;
    if (this.photograph) gl.deleteTexture(this.photograph);
    this.photograph = null;
    this.changed();
    if (!bitmap) return;
    this.photograph = layer(gl, gl.LINEAR_MIPMAP_LINEAR).texture;
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.SRGB8_ALPHA8, gl.RGBA, gl.UNSIGNED_BYTE, bitmap);
    gl.generateMipmap(gl.TEXTURE_2D);
  }

  bind(array, dots) {
    const { gl } = this;
    gl.bindVertexArray(array);
    // Where each part of a dot is, the vertex shader says.
    gl.bindBuffer(gl.ARRAY_BUFFER, dots);
    for (const [place, size, offset] of [[0, 3, 0], [1, 3, 3], [2, 1, 6]]) {
      gl.enableVertexAttribArray(place);
      gl.vertexAttribPointer(place, size, gl.FLOAT, false, 4 * FLOATS, 4 * offset);
    }
  }

  fill(name, all) {
    const { gl } = this;
    gl.bindBuffer(gl.ARRAY_BUFFER, this.buffers[name]);
    gl.bufferData(gl.ARRAY_BUFFER, all, name === 'dots' ? gl.DYNAMIC_DRAW : gl.STATIC_DRAW);
    this.counts[name] = all.length / FLOATS;
  }

  /** The dots to be shown; `news` holds those that came, went or changed since, where that is known. */
  setDots(all, news = null) {
    this.fill('dots', all);
    if (news && this.news) this.news.push(...news);
    else this.news = null;
  }

  setHair(all) {
    this.fill('hair', all);
    this.changed();
  }

  /** How each way of setting dots looks, and a shaved hair. */
  setLooks(settings, hair) {
    this.bells = bellsOf(settings, hair);
    this.changed();
  }

  resize() {
    const { gl, canvas } = this;
    const scale = Math.min(2, window.devicePixelRatio || 1);
    const size = [canvas.clientWidth, canvas.clientHeight].map((own) => Math.max(1, Math.round(own * scale)));
    if (size[0] === this.size[0] && size[1] === this.size[1]) return;
    this.size = size;
    [canvas.width, canvas.height] = size;
    for (const [own, of] of [[this.depths.near, size], [this.depths.far, inCells(size)]]) {
      gl.bindRenderbuffer(gl.RENDERBUFFER, own);
      gl.renderbufferStorage(gl.RENDERBUFFER, gl.DEPTH_COMPONENT24, ...of);
    }
    sized(gl, this.light, size, this.depths.near);
    for (const sheet of Object.values(this.sheets)) sheet.resize(size, this.depths);
    this.changed();
  }

  draw() {
    if (!this.arrays.head) return;
    this.resize();
    const { gl } = this;
    const [width, height] = this.size;
    const matrix = this.camera.matrix(width / height);
    const seen = { matrix, eye: this.camera.frame().eye };
    const bells = drawn(this.bells, this.camera.mmPerPixel(width, height));
    gl.viewport(0, 0, width, height);
    gl.enable(gl.DEPTH_TEST);
    const still = [...matrix, this.before].join(' ');
    const box = this.still === still && this.news ? this.boxOf(this.news, matrix) : WHOLE;
    if (this.still !== still) {
      this.drawHead(matrix);
      this.sheets.hair.clear();
      // A photograph shows the hair itself.
      if (!this.photograph) this.addDots('hair', this.sheets.hair, bells, seen, WHOLE);
    }
    if (box) {
      this.sheets.dots.begin(this.sheets.hair, box);
      this.addDots('dots', this.sheets.dots, bells, seen, box);
      this.compose(box);
    }
    this.still = still;
    this.news = [];
  }

  addDots(name, sheet, bells, seen, box) {
    sheet.add(this.programs, bells, seen, this.arrays[name], this.counts[name], box);
  }

  /** The part of the picture that some dots reach; null when they reach none of it. */
  boxOf(news, m) {
    const [width, height] = this.size;
    const edge = reach(this.bells) / this.camera.mmPerPixel(width, height) + 3 * CELL;
    let [left, bottom, right, top] = [Infinity, Infinity, -Infinity, -Infinity];
    for (const dots of news) {
      for (let i = 0; i < dots.length; i += FLOATS) {
        const [x, y, z] = [dots[i], dots[i + 1], dots[i + 2]];
        const w = m[3] * x + m[7] * y + m[11] * z + m[15];
        const across = (m[0] * x + m[4] * y + m[8] * z + m[12]) / w;
        const up = (m[1] * x + m[5] * y + m[9] * z + m[13]) / w;
        if (across < left) left = across;
        if (across > right) right = across;
        if (up < bottom) bottom = up;
        if (up > top) top = up;
      }
    }
    if (left > right) return null;
    const share = (own, by, size) => Math.min(1, Math.max(0, 0.5 + 0.5 * own + (by * edge) / size));
    return [share(left, -1, width), share(bottom, -1, height), share(right, 1, width), share(top, 1, height)];
  }

  /** Head, hair and dots together on the canvas, inside a box. */
  compose(box) {
    const { gl } = this;
    const { program: own, at } = this.programs.whole;
    const { hair, dots } = this.sheets;
    const [x, y, right, top] = inPixels(box, this.size);
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    gl.disable(gl.DEPTH_TEST);
    gl.enable(gl.SCISSOR_TEST);
    gl.scissor(x, y, right - x, top - y);
    gl.useProgram(own);
    const layers = { head: this.light, hairNear: hair.near, hairFar: hair.far, dotsNear: dots.near, dotsFar: dots.far };
    Object.entries(layers).forEach(([name, { texture }], k) => {
      gl.activeTexture(gl.TEXTURE0 + k);
      gl.bindTexture(gl.TEXTURE_2D, texture);
      gl.uniform1i(at(name), k);
    });
    gl.uniform3fv(at('backdrop'), this.backdrop);
    gl.uniform1f(at('before'), this.before);
    gl.bindVertexArray(this.arrays.whole);
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
    gl.disable(gl.SCISSOR_TEST);
  }

  drawHead(matrix) {
    const { gl } = this;
    const { program: own, at } = this.programs.head;
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.light.frame);
    gl.depthMask(true);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
    if (this.photograph) this.drawPhotograph();
    // Behind a photograph's pixels the head hides the dots of its far side, and is not seen itself.
    if (this.photograph) gl.colorMask(false, false, false, false);
    gl.useProgram(own);
    gl.uniformMatrix4fv(at('matrix'), false, matrix);
    const frame = this.camera.frame();
    for (const name of ['right', 'up', 'back']) gl.uniform3fv(at(name), frame[name]);
    gl.bindVertexArray(this.arrays.head);
    gl.drawElements(gl.TRIANGLES, this.cornerCount, gl.UNSIGNED_INT, 0);
    gl.colorMask(true, true, true, true);
    // The same depth in cells.
    gl.bindFramebuffer(gl.READ_FRAMEBUFFER, this.light.frame);
    gl.bindFramebuffer(gl.DRAW_FRAMEBUFFER, this.sheets.hair.far.frame);
    gl.blitFramebuffer(0, 0, ...this.size, 0, 0, ...inCells(this.size), gl.DEPTH_BUFFER_BIT, gl.NEAREST);
  }

  drawPhotograph() {
    const { gl } = this;
    const { program: own, at } = this.programs.photograph;
    const [across, down] = this.camera.frameOf(this.size[0] / this.size[1]);
    gl.useProgram(own);
    gl.disable(gl.DEPTH_TEST);
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D, this.photograph);
    gl.uniform1i(at('photograph'), 0);
    gl.uniform4f(at('frame'), across[0], down[0], across[1], down[1]);
    gl.bindVertexArray(this.arrays.whole);
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
    gl.enable(gl.DEPTH_TEST);
  }
}

/** Makes what is asked for once, and keeps it. */
function once(make) {
  const made = new Map();
  return (key) => {
    if (!made.has(key)) made.set(key, make(key));
    return made.get(key);
  };
}

/** A program and where its uniforms are, asked for once. */
function told(gl, vertex, fragment) {
  const own = program(gl, vertex, fragment);
  return { program: own, at: once((name) => gl.getUniformLocation(own, name)) };
}
