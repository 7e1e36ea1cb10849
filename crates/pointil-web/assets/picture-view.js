// A picture in an SVG that can be brought nearer: where the pointer is in its pixels, and a loupe beside the finger.

const SVG = 'http://www.w3.org/2000/svg';
const NEAREST = 8;

export class PictureView {
  constructor(svg, zoom, changed) {
    this.svg = svg;
    this.changed = changed;
    this.size = [Number(svg.dataset.width), Number(svg.dataset.height)];
    this.box = [0, 0, ...this.size];
    new ResizeObserver(() => changed()).observe(svg);
    svg.addEventListener('wheel', (event) => {
      event.preventDefault();
      this.zoom(Math.exp(event.deltaY / 500), this.at(event));
    }, { passive: false });
    zoom.hidden = false;
    zoom.querySelector('[data-zoom-in]').addEventListener('click', () => this.zoom(0.7, this.middle()));
    zoom.querySelector('[data-zoom-out]').addEventListener('click', () => this.zoom(1 / 0.7, this.middle()));
  }

  /** Pixels of the picture in one of the page. */
  get pixel() {
    return 1 / (this.svg.getScreenCTM()?.a || 1);
  }

  /** Where a pointer is in the picture. */
  at(event) {
    const own = new DOMPoint(event.clientX, event.clientY).matrixTransform(this.svg.getScreenCTM().inverse());
    return [own.x, own.y];
  }

  inside(at) {
    return at.map((own, k) => Math.min(this.size[k], Math.max(0, own)));
  }

  middle() {
    const [x, y, width, height] = this.box;
    return [x + width / 2, y + height / 2];
  }

  zoom(factor, about) {
    const width = Math.min(this.size[0], Math.max(this.size[0] / NEAREST, this.box[2] * factor));
    const own = width / this.box[2];
    this.show([about[0] - (about[0] - this.box[0]) * own, about[1] - (about[1] - this.box[1]) * own, width, this.box[3] * own]);
  }

  pan(x, y) {
    const px = this.pixel;
    this.show([this.box[0] - x * px, this.box[1] - y * px, this.box[2], this.box[3]]);
  }

  show([x, y, width, height]) {
    const held = (from, length, whole) => Math.min(whole - length, Math.max(0, from));
    this.box = [held(x, width, this.size[0]), held(y, height, this.size[1]), width, height];
    this.svg.setAttribute('viewBox', this.box.join(' '));
    this.changed();
  }
}

/** What lies under the finger, three times as large, in the corner that the finger is not in. */
export class Loupe {
  constructor(parent, svg) {
    this.svg = svg;
    this.own = parent.appendChild(document.createElementNS(SVG, 'svg'));
    this.own.setAttribute('class', 'loupe');
    this.own.setAttribute('aria-hidden', 'true');
    this.own.append(svg.querySelector('image').cloneNode());
    this.cross = this.own.appendChild(document.createElementNS(SVG, 'path'));
    this.hide();
  }

  show([x, y], px) {
    const reach = 26 * px;
    this.own.setAttribute('viewBox', `${x - reach} ${y - reach} ${2 * reach} ${2 * reach}`);
    this.cross.setAttribute('d', `M${x - reach} ${y}H${x + reach}M${x} ${y - reach}V${y + reach}`);
    const [left, , width] = this.svg.getAttribute('viewBox').split(' ').map(Number);
    this.own.classList.toggle('right', x < left + width / 2);
    this.own.classList.remove('away');
  }

  hide() {
    this.own.classList.add('away');
  }
}
