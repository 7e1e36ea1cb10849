// The head as a photograph's camera saw it: the same questions as of the orbit about the head, answered by the fitted camera.

const NEAREST = 12;

export class PhotographCamera {
  /** `state` as the server gives it; `middle` the head's, in millimetres. */
  constructor(state, middle) {
    Object.assign(this, state, { middle, zoom: 1, centre: state.size.map((own) => own / 2), width: 1 });
  }

  /** A photograph has one side: others are looked at on the head. */
  look() {}

  /** Dragging moves the picture, once it is larger than its frame. */
  turned(byTurn, byTilt) {
    const unit = this.pixelsOfPage;
    this.centre = [this.centre[0] + byTurn * 180 * unit, this.centre[1] - byTilt * 180 * unit];
    this.hold();
  }

  zoomed(factor) {
    this.zoom = Math.min(NEAREST, Math.max(1, this.zoom / factor));
    this.hold();
  }

  hold() {
    this.centre = this.centre.map((own, k) => {
      const half = this.size[k] / 2 / this.zoom;
      return Math.min(this.size[k] - half, Math.max(half, own));
    });
  }

  /** Half the width and height of what is shown, in pixels of the photograph: the whole of it at first. */
  half(aspect) {
    const width = Math.max(this.size[0], this.size[1] * aspect) / 2 / this.zoom;
    this.pixelsOfPage = (2 * width) / this.width;
    return [width, width / aspect];
  }

  /** Where the photograph's corners fall, from 0 to 1 across and down the frame. */
  frameOf(aspect) {
    const half = this.half(aspect);
    return [0, 1].map((k) => [(half[k] - this.centre[k]) / (2 * half[k]), (half[k] - this.centre[k] + this.size[k]) / (2 * half[k])]);
  }

  frame() {
    return { right: this.right, up: this.down.map((own) => -own), back: this.forward.map((own) => -own), eye: this.eye };
  }

  depth(point) {
    return this.forward.reduce((sum, own, k) => sum + own * (point[k] - this.eye[k]), 0);
  }

  matrix(aspect) {
    const [halfWidth, halfHeight] = this.half(aspect);
    const f = this.focal_px;
    const middle = this.depth(this.middle);
    const [near, far] = [Math.max(10, middle - 250), middle + 350];
    const rows = [
      [this.right, f / halfWidth, (this.size[0] / 2 - this.centre[0]) / halfWidth],
      [this.down, -f / halfHeight, -(this.size[1] / 2 - this.centre[1]) / halfHeight],
      [this.forward, 0, (near + far) / (far - near)],
      [this.forward, 0, 1],
    ].map(([axis, own, onward]) => axis.map((value, k) => value * own + this.forward[k] * onward));
    const moved = rows.map((row) => -row.reduce((sum, own, k) => sum + own * this.eye[k], 0));
    moved[2] -= (2 * near * far) / (far - near);
    const column = (k) => rows.map((row) => row[k]);
    return new Float32Array([...column(0), ...column(1), ...column(2), ...moved]);
  }

  mmPerPixel(width, height) {
    return ((this.depth(this.middle) / this.focal_px) * 2 * this.half(width / height)[0]) / width;
  }

  ray(x, y, aspect) {
    const half = this.half(aspect);
    const across = (this.centre[0] + x * half[0] - this.size[0] / 2) / this.focal_px;
    const below = (this.centre[1] - y * half[1] - this.size[1] / 2) / this.focal_px;
    return { eye: this.eye, along: [0, 1, 2].map((k) => this.right[k] * across + this.down[k] * below + this.forward[k]) };
  }
}
