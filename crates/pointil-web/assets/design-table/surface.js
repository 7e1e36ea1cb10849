// Which place of the head lies under the pointer, and how a place is written in a design.

export class Surface {
  constructor(head, { centre, semi_axes: semiAxes }) {
    this.head = head;
    this.centre = centre;
    this.semiAxes = semiAxes;
  }

  /** The nearest point of the head on a ray; null beside it. */
  hit({ eye, along }) {
    const { positions, corners } = this.head;
    let nearest = Infinity;
    const at = (index, axis) => positions[3 * index + axis];
    for (let i = 0; i < corners.length; i += 3) {
      const t = crossing(eye, along, corners[i], corners[i + 1], corners[i + 2], at);
      if (t < nearest) nearest = t;
    }
    return nearest === Infinity ? null : eye.map((own, k) => own + along[k] * nearest);
  }

  /** A point as a place of a design: the direction from the middle of the skull in units of its semi-axes. */
  place(point) {
    return point.map((own, k) => (own - this.centre[k]) / this.semiAxes[k]);
  }

  /** Whether a point's skin faces the eye; the skull's own direction stands for the normal. */
  faces(point, eye) {
    const out = point.map((own, k) => (own - this.centre[k]) / this.semiAxes[k] ** 2);
    return out.reduce((sum, own, k) => sum + own * (eye[k] - point[k]), 0) > 0;
  }
}

/** How far along a ray it crosses a triangle; Infinity where it does not (Möller and Trumbore). */
function crossing(eye, along, a, b, c, at) {
  const e1 = [0, 0, 0];
  const e2 = [0, 0, 0];
  const s = [0, 0, 0];
  for (let k = 0; k < 3; k += 1) {
    const origin = at(a, k);
    e1[k] = at(b, k) - origin;
    e2[k] = at(c, k) - origin;
    s[k] = eye[k] - origin;
  }
  const px = along[1] * e2[2] - along[2] * e2[1];
  const py = along[2] * e2[0] - along[0] * e2[2];
  const pz = along[0] * e2[1] - along[1] * e2[0];
  const det = e1[0] * px + e1[1] * py + e1[2] * pz;
  if (det < 1e-9) return Infinity; // seen from behind, or edge on
  const u = (s[0] * px + s[1] * py + s[2] * pz) / det;
  if (u < 0 || u > 1) return Infinity;
  const qx = s[1] * e1[2] - s[2] * e1[1];
  const qy = s[2] * e1[0] - s[0] * e1[2];
  const qz = s[0] * e1[1] - s[1] * e1[0];
  const v = (along[0] * qx + along[1] * qy + along[2] * qz) / det;
  if (v < 0 || u + v > 1) return Infinity;
  const t = (e2[0] * qx + e2[1] * qy + e2[2] * qz) / det;
  return t > 0 ? t : Infinity;
}
