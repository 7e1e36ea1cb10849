// The field into which a signature is drawn: strokes in ten-thousandths of its width, in a hidden field of the form.

const WIDTH = 10000;
const MOST_POINTS = 5000;

class Pad {
  constructor(root) {
    this.svg = root.querySelector('svg');
    this.field = root.closest('form').querySelector('[name="strokes"]');
    this.strokes = this.read();
    this.svg.addEventListener('pointerdown', (event) => this.begin(event));
    this.svg.addEventListener('pointermove', (event) => this.go(event));
    for (const name of ['pointerup', 'pointercancel']) this.svg.addEventListener(name, () => { this.line = null; });
    root.querySelector('[data-clear]').addEventListener('click', () => {
      this.strokes = [];
      this.draw();
    });
    root.hidden = false;
    this.draw();
  }

  read() {
    try {
      return JSON.parse(this.field.value);
    } catch {
      return [];
    }
  }

  place(event) {
    const box = this.svg.getBoundingClientRect();
    const step = (own) => Math.min(WIDTH, Math.max(0, Math.round((own / box.width) * WIDTH)));
    return [step(event.clientX - box.left), step(event.clientY - box.top)];
  }

  begin(event) {
    event.preventDefault();
    this.svg.setPointerCapture(event.pointerId);
    this.line = [this.place(event)];
    this.strokes.push(this.line);
    this.draw();
  }

  go(event) {
    if (!this.line || this.strokes.flat().length >= MOST_POINTS) return;
    this.line.push(this.place(event));
    this.draw();
  }

  draw() {
    const path = this.strokes.map((line) => `M${line.map((own) => own.join(' ')).join('L')}`).join('');
    this.svg.querySelector('path').setAttribute('d', path);
    this.field.value = this.strokes.length ? JSON.stringify(this.strokes) : '';
  }
}

for (const root of document.querySelectorAll('[data-signature]')) new Pad(root);
