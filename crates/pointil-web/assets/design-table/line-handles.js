// The hairline over the head: its smooth line, and a handle for every point of it, by pointer and by keyboard.

const SVG = 'http://www.w3.org/2000/svg';
const NUDGE_MM = 1;

export class LineHandles extends EventTarget {
  constructor(svg, camera, surface) {
    super();
    Object.assign(this, { svg, camera, surface, points: [], line: new Float32Array(0), dragged: null });
    this.path = svg.appendChild(document.createElementNS(SVG, 'path'));
    this.path.setAttribute('class', 'hairline');
    this.handles = [];
  }

  /** The line's points, each with its name in words and its point in millimetres. */
  setPoints(points) {
    const held = this.dragged && this.points[this.dragged.index]?.point;
    this.points = points.map((own) => ({ ...own, point: [...own.point] }));
    // A point in the hand stays there.
    if (held && this.points[this.dragged.index]) this.points[this.dragged.index].point = held;
    while (this.handles.length < points.length) this.handles.push(this.newHandle(this.handles.length));
    while (this.handles.length > points.length) this.handles.pop().remove();
    this.points.forEach(({ name }, index) => {
      this.handles[index].setAttribute('aria-label', `${name}: move with the arrow keys`);
      this.drawPoint(index);
    });
  }

  setLine(line) {
    this.line = line;
    this.drawLine();
  }

  newHandle(index) {
    const handle = document.createElementNS(SVG, 'g');
    handle.setAttribute('class', 'handle');
    handle.setAttribute('tabindex', '0');
    handle.setAttribute('role', 'button');
    for (const [radius, name] of [[22, 'reach'], [6, 'mark']]) {
      const circle = handle.appendChild(document.createElementNS(SVG, 'circle'));
      circle.setAttribute('r', radius);
      circle.setAttribute('class', name);
    }
    handle.addEventListener('pointerdown', (event) => this.begin(event, index));
    handle.addEventListener('pointermove', (event) => this.move(event, index));
    handle.addEventListener('pointerup', () => this.end(index));
    handle.addEventListener('pointercancel', () => this.cancel());
    handle.addEventListener('keydown', (event) => this.key(event, index));
    this.svg.append(handle);
    return handle;
  }

  begin(event, index) {
    event.stopPropagation();
    event.currentTarget.setPointerCapture(event.pointerId);
    this.dragged = { index, from: [...this.points[index].point] };
  }

  move(event, index) {
    if (this.dragged?.index !== index) return;
    const hit = this.surface.hit(this.rayAt(event.clientX, event.clientY));
    if (!hit) return;
    this.points[index].point = hit;
    this.drawPoint(index);
    this.dispatchEvent(new CustomEvent('follow', { detail: { index, point: hit } }));
  }

  end(index) {
    if (this.dragged?.index !== index) return;
    const { from } = this.dragged;
    this.dragged = null;
    const { point } = this.points[index];
    if (from.some((own, k) => own !== point[k])) {
      this.dispatchEvent(new CustomEvent('moved', { detail: { index, point } }));
    }
  }

  cancel() {
    if (!this.dragged) return;
    const { index, from } = this.dragged;
    this.points[index].point = from;
    this.dragged = null;
    this.drawPoint(index);
    this.dispatchEvent(new Event('let-go'));
  }

  /** Arrow keys move a point by a millimetre over the skin, with shift by five. */
  key(event, index) {
    if (event.key === 'Escape') return this.cancel();
    const along = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (!along) return undefined;
    event.preventDefault();
    const step = NUDGE_MM * (event.shiftKey ? 5 : 1);
    const { right, up, eye } = this.camera.frame();
    const aimed = this.points[index].point.map((own, k) => own + step * (along[0] * right[k] + along[1] * up[k]));
    const hit = this.surface.hit({ eye, along: aimed.map((own, k) => own - eye[k]) });
    if (hit) {
      this.points[index].point = hit;
      this.drawPoint(index);
      this.dispatchEvent(new CustomEvent('moved', { detail: { index, point: hit } }));
    }
    return undefined;
  }

  rayAt(x, y) {
    const box = this.svg.getBoundingClientRect();
    const across = ((x - box.left) / box.width) * 2 - 1;
    return this.camera.ray(across, 1 - ((y - box.top) / box.height) * 2, box.width / box.height);
  }

  /** Draws line and handles anew where the head is seen otherwise than when they were drawn. */
  draw() {
    const { clientWidth: width, clientHeight: height } = this.svg;
    if (!width) return;
    const matrix = this.camera.matrix(width / height);
    const seen = `${width} ${height} ${matrix.join(' ')}`;
    if (this.seen?.key === seen) return;
    this.svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
    this.seen = { key: seen, matrix, width, height, eye: this.camera.frame().eye };
    this.drawLine();
    this.points.forEach((_, index) => this.drawPoint(index));
  }

  /** Where a point of the head is on the page. */
  placed(point) {
    const { matrix, width, height } = this.seen;
    const w = matrix[3] * point[0] + matrix[7] * point[1] + matrix[11] * point[2] + matrix[15];
    const at = (k) => (matrix[k] * point[0] + matrix[4 + k] * point[1] + matrix[8 + k] * point[2] + matrix[12 + k]) / w;
    return [((at(0) + 1) / 2) * width, ((1 - at(1)) / 2) * height].map((own) => own.toFixed(1)).join(' ');
  }

  drawLine() {
    if (!this.seen) return;
    let [path, pen] = ['', 'M'];
    for (let i = 0; i + 2 < this.line.length; i += 6) {
      const point = [this.line[i], this.line[i + 1], this.line[i + 2]];
      if (!this.surface.faces(point, this.seen.eye)) {
        pen = 'M';
        continue;
      }
      path += `${pen}${this.placed(point)}`;
      pen = 'L';
    }
    this.path.setAttribute('d', path);
  }

  drawPoint(index) {
    if (!this.seen) return;
    const handle = this.handles[index];
    const { point } = this.points[index];
    const faces = this.surface.faces(point, this.seen.eye);
    handle.setAttribute('transform', `translate(${this.placed(point)})`);
    if (handle.hasAttribute('hidden') !== faces) return;
    handle.toggleAttribute('hidden', !faces);
    handle.setAttribute('tabindex', faces ? '0' : '-1');
  }
}
