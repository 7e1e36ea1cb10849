// What dots leave of the light, over the whole picture: narrow bells pixel by pixel, wide ones in cells.

import { CELL } from '#design-table/bells.js';
import { layer, sized } from '#design-table/gl.js';

export class Sheet {
  constructor(gl) {
    Object.assign(this, { gl, near: layer(gl), far: layer(gl), size: [0, 0], cells: [0, 0] });
  }

  /** `depths` has the head's depth in pixels and in cells. */
  resize(size, depths) {
    this.size = size;
    this.cells = inCells(size);
    sized(this.gl, this.near, this.size, depths.near);
    sized(this.gl, this.far, this.cells, depths.far);
  }

  /** Both layers, each with its size and with where it stands when nothing takes any light. */
  get parts() {
    return [
      { name: 'near', own: this.near, size: this.size, empty: [1, 1, 1, 1] },
      { name: 'far', own: this.far, size: this.cells, empty: [0, 0, 0, 0] },
    ];
  }

  clear() {
    const { gl } = this;
    for (const { own, empty } of this.parts) {
      gl.bindFramebuffer(gl.FRAMEBUFFER, own.frame);
      gl.clearColor(...empty);
      gl.clear(gl.COLOR_BUFFER_BIT);
    }
  }

  /** Begins where another sheet stands, inside a box of shares of the picture. */
  begin(other, box) {
    const { gl } = this;
    this.parts.forEach(({ own, size }, k) => {
      const [x, y, right, top] = inPixels(box, size);
      gl.bindFramebuffer(gl.READ_FRAMEBUFFER, other.parts[k].own.frame);
      gl.bindFramebuffer(gl.DRAW_FRAMEBUFFER, own.frame);
      gl.blitFramebuffer(x, y, right, top, x, y, right, top, gl.COLOR_BUFFER_BIT, gl.NEAREST);
    });
  }

  /** Adds dots inside a box; `told` has what the shaders are told of near and far bells. */
  add(programs, told, { matrix, eye }, array, count, box) {
    if (count === 0) return;
    const { gl } = this;
    gl.depthMask(false);
    gl.enable(gl.BLEND);
    gl.enable(gl.SCISSOR_TEST);
    gl.bindVertexArray(array);
    for (const { name, own, size } of this.parts) {
      const { bells, most } = told[name];
      if (most === 0) continue;
      const [x, y, right, top] = inPixels(box, size);
      gl.bindFramebuffer(gl.FRAMEBUFFER, own.frame);
      gl.viewport(0, 0, ...size);
      gl.scissor(x, y, right - x, top - y);
      // Near is multiplied; far is a sum of logarithms.
      if (name === 'near') gl.blendFunc(gl.ZERO, gl.SRC_COLOR);
      else gl.blendFunc(gl.ONE, gl.ONE);
      const { program: of, at } = programs[name](most);
      gl.useProgram(of);
      gl.uniformMatrix4fv(at('matrix'), false, matrix);
      gl.uniform3fv(at('eye'), eye);
      gl.uniform2fv(at('size'), size);
      gl.uniform4fv(at('bells'), bells);
      gl.drawArrays(gl.POINTS, 0, count);
    }
    gl.disable(gl.SCISSOR_TEST);
    gl.disable(gl.BLEND);
    gl.depthMask(true);
    gl.viewport(0, 0, ...this.size);
  }
}

/** How many cells a picture of so many pixels has. */
export function inCells(size) {
  return size.map((own) => Math.ceil(own / CELL));
}

/** A box of shares of the picture, in pixels that hold it. */
export function inPixels([left, bottom, right, top], [width, height]) {
  return [
    Math.max(0, Math.floor(left * width)),
    Math.max(0, Math.floor(bottom * height)),
    Math.min(width, Math.ceil(right * width)),
    Math.min(height, Math.ceil(top * height)),
  ];
}
