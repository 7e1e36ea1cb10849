// Strokes over the head: places where hair or density differs, patches and scars, drawn with the pointer.

const SVG = 'http://www.w3.org/2000/svg';
const STEP_MM = 2;
const MOST_PLACES = 120;

export class Brush extends EventTarget {
  constructor(svg, camera, surface, rayAt) {
    super();
    Object.assign(this, { svg, camera, surface, rayAt, kind: null, width: 10, points: null });
    this.path = svg.appendChild(document.createElementNS(SVG, 'polyline'));
    this.path.setAttribute('class', 'brush-stroke');
    const on = (name, act) => svg.addEventListener(name, (event) => this.kind && act(event), { capture: true });
    on('pointerdown', (event) => this.begin(event));
    on('pointermove', (event) => this.points && this.go(event));
    on('pointerup', (event) => this.points && this.end(event));
    on('pointercancel', () => this.drop());
    on('keydown', (event) => event.key === 'Escape' && this.take(null));
  }

  /** Takes a brush in the hand, or lays it away; the breadth is in millimetres. */
  take(kind, width = 10) {
    this.drop();
    Object.assign(this, { kind, width });
    this.svg.toggleAttribute('data-brushing', kind !== null);
    this.dispatchEvent(new Event('taken'));
  }

  begin(event) {
    event.stopImmediatePropagation();
    event.preventDefault();
    this.svg.setPointerCapture(event.pointerId);
    [this.points, this.pixels] = [[], []];
    this.go(event);
  }

  go(event) {
    event.stopImmediatePropagation();
    const hit = this.surface.hit(this.rayAt(event.clientX, event.clientY));
    if (!hit) return;
    const last = this.points.at(-1);
    if (last && Math.hypot(...hit.map((own, k) => own - last[k])) < STEP_MM) return;
    const box = this.svg.getBoundingClientRect();
    this.points.push(hit);
    this.pixels.push(`${event.clientX - box.left} ${event.clientY - box.top}`);
    this.path.setAttribute('points', this.pixels.join(' '));
    this.path.setAttribute('stroke-width', Math.max(2, this.width / this.camera.mmPerPixel(box.width, box.height)));
  }

  end(event) {
    event.stopImmediatePropagation();
    const { points } = this;
    this.drop();
    if (points.length === 0) return;
    const every = Math.max(1, Math.ceil(points.length / MOST_PLACES));
    const kept = points.filter((_, k) => k % every === 0 || k === points.length - 1);
    const places = kept.map((point) => this.surface.place(point));
    this.dispatchEvent(new CustomEvent('stroke', { detail: { kind: this.kind, places } }));
  }

  drop() {
    this.points = null;
    this.path.setAttribute('points', '');
  }
}

/** The edit that a stroke asks for, with what the panel says of it; null for a stroke too short to say anything. */
export function editOf(kind, places, { width, share, density }) {
  const blend = Math.min(40, Math.max(2, width / 2));
  const oval = { shape: 'oval', centre: places[0], length_mm: width, breadth_mm: width, turn_deg: 0 };
  switch (kind) {
    case 'hair': {
      const place = places.length > 1 ? { band: { along: places, width_mm: width } } : { outline: oval };
      return { edit: 'brush_hair', stroke: { place, share: share / 100, blend_mm: blend } };
    }
    case 'density':
      return { edit: 'brush_density', stroke: { along: places, width_mm: width, times: share / 100, blend_mm: blend } };
    case 'areata_patch':
    case 'cover_up':
      return places.length < 3
        ? null
        : {
            edit: 'add_technique',
            technique: { kind, outline: { shape: 'polygon', corners: places }, dots_per_cm2: density, blend_mm: 3 },
          };
    case 'punch_scars': {
      const across = Math.min(12, Math.max(2, width));
      return {
        edit: 'add_technique',
        technique: { kind, centres: [places[0]], diameter_mm: across, density_share: 0.7, blend_mm: 1 },
      };
    }
    default:
      return places.length < 2
        ? null
        : {
            edit: 'add_technique',
            technique: { kind, along: places, width_mm: width, density_share: 0.7, blend_mm: 2 },
          };
  }
}
