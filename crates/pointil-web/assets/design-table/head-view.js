// The head with its dots in WebGL2: light is added up linearly in half floats, and what every dot leaves of it is multiplied.

import * as shaders from '#design-table/shaders.js';

const FLOATS = 7;

/** Why there is no picture, in words for the page. */
export class NoPicture extends Error {}

export class HeadView {
  constructor(canvas, camera) {
    this.canvas = canvas;
    this.camera = camera;
    this.dotCount = 0;
    this.size = [0, 0];
    this.backdrop = [0.86, 0.87, 0.87];
    this.before = 0;
    this.photograph = null;
    const gl = canvas.getContext('webgl2', { antialias: false, alpha: false });
    if (!gl) throw new NoPicture('this browser has no WebGL 2');
    if (!gl.getExtension('EXT_color_buffer_float') && !gl.getExtension('EXT_color_buffer_half_float')) {
      throw new NoPicture('this graphics card adds no light in half floats');
    }
    gl.getExtension('OES_texture_float_linear');
    this.gl = gl;
    this.programs = {
      head: program(gl, shaders.headVertex, shaders.headFragment),
      dot: program(gl, shaders.dotVertex, shaders.dotFragment),
      whole: program(gl, shaders.wholeVertex, shaders.wholeFragment),
      photograph: program(gl, shaders.photographVertex, shaders.photographFragment),
    };
    this.square = buffer(gl, gl.ARRAY_BUFFER, new Float32Array([-1, -1, 1, -1, -1, 1, 1, 1]));
    this.dotBuffer = gl.createBuffer();
    // Hair is drawn into a layer of its own: while dots change and the head stands still it stays.
    this.layers = { light: layer(gl), hair: layer(gl), left: layer(gl), depth: gl.createRenderbuffer() };
    this.colours = [this.layers.light, this.layers.hair, this.layers.left];
    this.arrays = { dots: gl.createVertexArray(), hair: gl.createVertexArray(), whole: gl.createVertexArray() };
    this.hairBuffer = gl.createBuffer();
    this.hairCount = 0;
    this.bind(this.arrays.dots, this.dotBuffer);
    this.bind(this.arrays.hair, this.hairBuffer);
    gl.bindVertexArray(this.arrays.whole);
    attribute(gl, this.programs.whole, 'corner', this.square, 2, gl.FLOAT);
  }

  setHead(head) {
    const { gl } = this;
    const own = this.programs.head;
    this.arrays.head = gl.createVertexArray();
    gl.bindVertexArray(this.arrays.head);
    attribute(gl, own, 'point', buffer(gl, gl.ARRAY_BUFFER, head.positions), 3, gl.FLOAT);
    attribute(gl, own, 'folded', buffer(gl, gl.ARRAY_BUFFER, head.normals), 2, gl.BYTE, true);
    attribute(gl, own, 'root', buffer(gl, gl.ARRAY_BUFFER, head.colours), 3, gl.UNSIGNED_BYTE, true);
    buffer(gl, gl.ELEMENT_ARRAY_BUFFER, head.corners);
    this.cornerCount = head.corners.length;
  }

  /** A photograph behind the dots in place of the drawn head; `null` for the head. */
  setPhotograph(bitmap) {
    const { gl } = this;
    if (this.photograph) gl.deleteTexture(this.photograph);
    this.photograph = null;
    if (!bitmap) return;
    this.photograph = layer(gl, gl.LINEAR_MIPMAP_LINEAR).texture;
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.SRGB8_ALPHA8, gl.RGBA, gl.UNSIGNED_BYTE, bitmap);
    gl.generateMipmap(gl.TEXTURE_2D);
  }

  bind(array, instances) {
    const { gl } = this;
    const own = this.programs.dot;
    gl.bindVertexArray(array);
    attribute(gl, own, 'corner', this.square, 2, gl.FLOAT);
    const part = (name, size, offset) => {
      const place = attribute(gl, own, name, instances, size, gl.FLOAT, false, 4 * FLOATS, 4 * offset);
      if (place >= 0) gl.vertexAttribDivisor(place, 1);
    };
    part('point', 3, 0);
    part('normal', 3, 3);
    part('setting', 1, 6);
  }

  setDots(all) {
    const { gl } = this;
    gl.bindBuffer(gl.ARRAY_BUFFER, this.dotBuffer);
    gl.bufferData(gl.ARRAY_BUFFER, all, gl.DYNAMIC_DRAW);
    this.dotCount = all.length / FLOATS;
  }

  setHair(all) {
    const { gl } = this;
    gl.bindBuffer(gl.ARRAY_BUFFER, this.hairBuffer);
    gl.bufferData(gl.ARRAY_BUFFER, all, gl.STATIC_DRAW);
    this.hairCount = all.length / FLOATS;
    this.hairSeen = null;
  }

  /** How each way of setting dots looks: the light its disc and its halos take, summed over the skin, and how wide they are. */
  setLooks(settings, hair) {
    const looks = settings.slice(0, shaders.HAIR_SETTING);
    while (looks.length <= shaders.HAIR_SETTING) looks.push(hair);
    this.hairSeen = null;
    const disc = new Float32Array(4 * shaders.MOST_SETTINGS);
    const halo = new Float32Array(12 * shaders.MOST_SETTINGS);
    looks.forEach((look, k) => {
      const area = (Math.PI / 4) * look.diameter_mm ** 2;
      // A disc's variance along one axis is a sixteenth of its diameter's square.
      disc.set([...look.disc.map((own) => own * area), look.diameter_mm ** 2 / 16 + look.edge_mm ** 2], 4 * k);
      look.halos.forEach((own, i) => {
        const variance = Math.max(own.spread_mm, 0.01) ** 2;
        halo.set([...own.loss.map((loss) => loss * 2 * Math.PI * variance), variance], 12 * k + 4 * i);
      });
    });
    this.looks = { disc, halo };
  }

  resize() {
    const { gl, canvas, layers } = this;
    const scale = Math.min(2, window.devicePixelRatio || 1);
    const size = [canvas.clientWidth, canvas.clientHeight].map((own) => Math.max(1, Math.round(own * scale)));
    if (size[0] === this.size[0] && size[1] === this.size[1]) return;
    this.size = size;
    [canvas.width, canvas.height] = size;
    this.hairSeen = null;
    for (const own of this.colours) {
      gl.bindTexture(gl.TEXTURE_2D, own.texture);
      gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA16F, ...size, 0, gl.RGBA, gl.HALF_FLOAT, null);
    }
    gl.bindRenderbuffer(gl.RENDERBUFFER, layers.depth);
    gl.renderbufferStorage(gl.RENDERBUFFER, gl.DEPTH_COMPONENT24, ...size);
    for (const own of this.colours) {
      gl.bindFramebuffer(gl.FRAMEBUFFER, own.frame);
      gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, own.texture, 0);
      gl.framebufferRenderbuffer(gl.FRAMEBUFFER, gl.DEPTH_ATTACHMENT, gl.RENDERBUFFER, layers.depth);
    }
  }

  draw() {
    if (!this.arrays.head) return;
    this.resize();
    const { gl } = this;
    const [width, height] = this.size;
    gl.viewport(0, 0, width, height);
    gl.enable(gl.DEPTH_TEST);
    const matrix = this.camera.matrix(width / height);
    this.drawHead(matrix);
    this.drawHair(matrix);
    this.drawDots(matrix);
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    gl.disable(gl.DEPTH_TEST);
    const own = this.programs.whole;
    gl.useProgram(own);
    this.colours.forEach((layerOf, k) => {
      gl.activeTexture(gl.TEXTURE0 + k);
      gl.bindTexture(gl.TEXTURE_2D, layerOf.texture);
    });
    gl.uniform1i(gl.getUniformLocation(own, 'head'), 0);
    gl.uniform1i(gl.getUniformLocation(own, 'hair'), 1);
    gl.uniform1i(gl.getUniformLocation(own, 'left'), 2);
    gl.uniform3fv(gl.getUniformLocation(own, 'backdrop'), this.backdrop);
    gl.uniform1f(gl.getUniformLocation(own, 'before'), this.before);
    gl.bindVertexArray(this.arrays.whole);
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
  }

  drawHead(matrix) {
    const { gl } = this;
    const own = this.programs.head;
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.layers.light.frame);
    gl.depthMask(true);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
    if (this.photograph) this.drawPhotograph();
    // Behind a photograph's pixels the head hides the dots of its far side, and is not seen itself.
    if (this.photograph) gl.colorMask(false, false, false, false);
    gl.useProgram(own);
    gl.uniformMatrix4fv(gl.getUniformLocation(own, 'matrix'), false, matrix);
    const frame = this.camera.frame();
    for (const name of ['right', 'up', 'back']) gl.uniform3fv(gl.getUniformLocation(own, name), frame[name]);
    gl.bindVertexArray(this.arrays.head);
    gl.drawElements(gl.TRIANGLES, this.cornerCount, gl.UNSIGNED_INT, 0);
    gl.colorMask(true, true, true, true);
  }

  drawPhotograph() {
    const { gl } = this;
    const own = this.programs.photograph;
    const [across, down] = this.camera.frameOf(this.size[0] / this.size[1]);
    gl.useProgram(own);
    gl.disable(gl.DEPTH_TEST);
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D, this.photograph);
    gl.uniform1i(gl.getUniformLocation(own, 'photograph'), 0);
    gl.uniform4f(gl.getUniformLocation(own, 'frame'), across[0], down[0], across[1], down[1]);
    gl.bindVertexArray(this.arrays.whole);
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
    gl.enable(gl.DEPTH_TEST);
  }

  /** Hair anew where head or hair moved; what it leaves of the light is where the dots begin. */
  drawHair(matrix) {
    const { gl, layers } = this;
    // A photograph shows the hair itself.
    const count = this.photograph ? 0 : this.hairCount;
    const seen = `${count} ${matrix.join(' ')}`;
    if (this.hairSeen !== seen) {
      this.hairSeen = seen;
      gl.bindFramebuffer(gl.FRAMEBUFFER, layers.hair.frame);
      gl.clearColor(1, 1, 1, 1);
      gl.clear(gl.COLOR_BUFFER_BIT);
      this.multiply(matrix, this.arrays.hair, count);
    }
    gl.bindFramebuffer(gl.READ_FRAMEBUFFER, layers.hair.frame);
    gl.bindFramebuffer(gl.DRAW_FRAMEBUFFER, layers.left.frame);
    gl.blitFramebuffer(0, 0, ...this.size, 0, 0, ...this.size, gl.COLOR_BUFFER_BIT, gl.NEAREST);
  }

  drawDots(matrix) {
    this.gl.bindFramebuffer(this.gl.FRAMEBUFFER, this.layers.left.frame);
    this.multiply(matrix, this.arrays.dots, this.dotCount);
  }

  /** Multiplies what is in the layer by what dots leave of the light. */
  multiply(matrix, array, count) {
    if (!this.looks || count === 0) return;
    const { gl } = this;
    const own = this.programs.dot;
    gl.depthMask(false);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ZERO, gl.SRC_COLOR);
    gl.useProgram(own);
    gl.uniformMatrix4fv(gl.getUniformLocation(own, 'matrix'), false, matrix);
    gl.uniform1f(gl.getUniformLocation(own, 'pixel'), this.camera.mmPerPixel(...this.size));
    gl.uniform4fv(gl.getUniformLocation(own, 'disc'), this.looks.disc);
    gl.uniform4fv(gl.getUniformLocation(own, 'halo'), this.looks.halo);
    gl.bindVertexArray(array);
    gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, count);
    gl.disable(gl.BLEND);
    gl.depthMask(true);
  }
}

function program(gl, vertex, fragment) {
  const own = gl.createProgram();
  for (const [kind, source] of [[gl.VERTEX_SHADER, vertex], [gl.FRAGMENT_SHADER, fragment]]) {
    const shader = gl.createShader(kind);
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    if (!gl.getShaderParameter(shader, gl.COMPILE_STATUS)) throw new NoPicture(gl.getShaderInfoLog(shader));
    gl.attachShader(own, shader);
  }
  gl.linkProgram(own);
  if (!gl.getProgramParameter(own, gl.LINK_STATUS)) throw new NoPicture(gl.getProgramInfoLog(own));
  return own;
}

function buffer(gl, kind, data) {
  const own = gl.createBuffer();
  gl.bindBuffer(kind, own);
  gl.bufferData(kind, data, gl.STATIC_DRAW);
  return own;
}

function attribute(gl, of, name, from, size, type, normalized = false, stride = 0, offset = 0) {
  const place = gl.getAttribLocation(of, name);
  if (place < 0) return place;
  gl.bindBuffer(gl.ARRAY_BUFFER, from);
  gl.enableVertexAttribArray(place);
  gl.vertexAttribPointer(place, size, type, normalized, stride, offset);
  return place;
}

function layer(gl, minified = gl.LINEAR) {
  const texture = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D, texture);
  for (const [name, value] of [
    [gl.TEXTURE_MIN_FILTER, minified],
    [gl.TEXTURE_MAG_FILTER, gl.LINEAR],
    [gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE],
    [gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE],
  ]) {
    gl.texParameteri(gl.TEXTURE_2D, name, value);
  }
  return { texture, frame: gl.createFramebuffer() };
}
