// The tablet's camera: a live picture, the outline of the last photograph over it, and what is taken sent as any other photograph.

const QUALITY = 0.95;

class Capture {
  constructor(root) {
    this.root = root;
    this.video = root.querySelector('video');
    this.taken = root.querySelector('img');
    this.said = root.querySelector('[data-said]');
    this.facing = 'environment';
    const on = (name, work) => this.button(name).addEventListener('click', () => work().catch((error) => this.say(error.message)));
    on('take', () => this.take());
    on('keep', () => this.keep());
    on('again', async () => this.live());
    on('turn', async () => {
      this.facing = this.facing === 'environment' ? 'user' : 'environment';
      await this.begin();
    });
  }

  button(name) {
    return this.root.querySelector(`[data-${name}]`);
  }

  say(words) {
    this.said.textContent = words;
  }

  async begin() {
    for (const track of this.video.srcObject?.getTracks() ?? []) track.stop();
    const wish = { facingMode: this.facing, width: { ideal: 4096 }, height: { ideal: 4096 } };
    this.video.srcObject = await navigator.mediaDevices.getUserMedia({ video: wish, audio: false });
    await this.video.play();
    this.root.hidden = false;
    const cameras = (await navigator.mediaDevices.enumerateDevices()).filter((device) => device.kind === 'videoinput');
    this.button('turn').hidden = cameras.length < 2;
    this.live();
  }

  live() {
    this.blob = null;
    this.show(false);
    this.say('');
    this.button('take').disabled = false;
    this.button('take').focus();
  }

  show(taken) {
    this.video.hidden = taken;
    this.taken.hidden = !taken;
    this.button('take').hidden = taken;
    this.button('keep').hidden = !taken;
    this.button('again').hidden = !taken;
  }

  async take() {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [this.video.videoWidth, this.video.videoHeight];
    canvas.getContext('2d').drawImage(this.video, 0, 0);
    this.blob = await new Promise((done) => { canvas.toBlob(done, 'image/jpeg', QUALITY); });
    if (this.taken.src) URL.revokeObjectURL(this.taken.src);
    this.taken.src = URL.createObjectURL(this.blob);
    this.show(true);
    this.button('keep').focus();
  }

  async keep() {
    this.button('keep').disabled = true;
    const form = new FormData();
    const { pose, today, csrf, address } = this.root.dataset;
    for (const [name, value] of Object.entries({ csrf, pose, taken_on: today })) form.append(name, value);
    form.append('photograph', this.blob, 'photograph.jpg');
    this.say('Sending…');
    const answer = await fetch(address, { method: 'POST', body: form, credentials: 'same-origin', headers: { 'x-csrf-token': csrf } });
    this.button('keep').disabled = false;
    if (!answer.ok) throw new Error('The photograph was not kept. Try again.');
    location.assign(answer.url);
  }
}

const root = document.querySelector('[data-capture]');
if (root && navigator.mediaDevices?.getUserMedia) {
  // Without a camera, or where it is not allowed, the form below stays.
  new Capture(root).begin().catch(() => { root.hidden = true; });
}
