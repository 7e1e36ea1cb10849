// Where the head is looked at from: an orbit about its middle, in millimetres.

const FIELD_OF_VIEW = 0.45; // radians, as a portrait lens

/** The sides from which a head is looked at: turn to the client's left and tilt upward, in radians. */
export const SIDES = {
  front: [0, 0.1],
  left: [Math.PI / 2, 0.1],
  right: [-Math.PI / 2, 0.1],
  back: [Math.PI, 0.1],
  top: [0, 1.45],
  'left-three-quarter': [0.7, 0.25],
  'right-three-quarter': [-0.7, 0.25],
};

export class Camera {
  constructor(middle) {
    this.middle = middle;
    this.turn = 0;
    this.tilt = 0.3;
    this.distance = 720;
  }

  look(side) {
    [this.turn, this.tilt] = SIDES[side] ?? SIDES.front;
  }

  turned(byTurn, byTilt) {
    this.turn += byTurn;
    this.tilt = Math.min(1.5, Math.max(-0.9, this.tilt + byTilt));
  }

  /** From so far away, in millimetres from the eye to the skin: the middle of a head lies some 90 mm behind it. */
  from(distance) {
    this.distance = distance + 90;
  }

  zoomed(factor) {
    this.distance = Math.min(1800, Math.max(140, this.distance * factor));
  }

  /** Right, up and back of the picture, and the eye. */
  frame() {
    const [st, ct] = [Math.sin(this.turn), Math.cos(this.turn)];
    const [su, cu] = [Math.sin(this.tilt), Math.cos(this.tilt)];
    const back = [st * cu, su, ct * cu];
    const right = [ct, 0, -st];
    const up = [-st * su, cu, -ct * su];
    const eye = back.map((own, k) => this.middle[k] + own * this.distance);
    return { right, up, back, eye };
  }

  /** The 4 × 4 matrix from millimetres to the picture, by columns. */
  matrix(aspect) {
    const { right, up, back, eye } = this.frame();
    const dot = (a, b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    const f = 1 / Math.tan(FIELD_OF_VIEW / 2);
    const [sx, sy] = aspect > 1 ? [f / aspect, f] : [f, f * aspect];
    const [near, far] = [this.distance - 170, this.distance + 330].map((own) => Math.max(10, own));
    const [a, b] = [(near + far) / (near - far), (2 * near * far) / (near - far)];
    const column = (k) => [right[k] * sx, up[k] * sy, back[k] * a, -back[k]];
    const moved = [-dot(right, eye) * sx, -dot(up, eye) * sy, -dot(back, eye) * a + b, dot(back, eye)];
    return new Float32Array([...column(0), ...column(1), ...column(2), ...moved]);
  }

  /** Millimetres of the head that one pixel of a picture so high shows, at the head's middle. */
  mmPerPixel(width, height) {
    return (2 * this.distance * Math.tan(FIELD_OF_VIEW / 2)) / Math.min(width, height);
  }

  /** The direction of sight through a place of the picture, both coordinates from -1 to 1. */
  ray(x, y, aspect) {
    const { right, up, back, eye } = this.frame();
    const t = Math.tan(FIELD_OF_VIEW / 2);
    const [sx, sy] = aspect > 1 ? [t * aspect, t] : [t, t / aspect];
    return { eye, along: [0, 1, 2].map((k) => right[k] * x * sx + up[k] * y * sy - back[k]) };
  }
}
