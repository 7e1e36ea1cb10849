// How a dot looks as a sum of bells on the skin: narrow ones are drawn pixel by pixel, wide ones coarsely.

/** The most ways of setting dots that are drawn. */
export const MOST_SETTINGS = 12;

/** The last of them is a shaved hair. */
export const HAIR_SETTING = MOST_SETTINGS - 1;

/** Bells of a dot: its disc and at most three halos. */
export const MOST_BELLS = 4;

/** Pixels along the side of a cell in which wide bells are drawn. */
export const CELL = 4;

/** A bell that leaves all but this share of the light is at its end. */
const END = 0.001;

/** The bells of each way of setting dots: the light that each takes, summed over the skin, and its variance in mm². */
export function bellsOf(settings, hair) {
  const looks = settings.slice(0, HAIR_SETTING);
  while (looks.length <= HAIR_SETTING) looks.push(hair);
  return looks.map((look) => {
    const area = (Math.PI / 4) * look.diameter_mm ** 2;
    // A disc's variance along one axis is a sixteenth of its diameter's square.
    const disc = { loss: look.disc.map((own) => own * area), variance: look.diameter_mm ** 2 / 16 + look.edge_mm ** 2 };
    const halos = look.halos.slice(0, MOST_BELLS - 1).map((own) => {
      const variance = Math.max(own.spread_mm, 0.01) ** 2;
      return { loss: own.loss.map((loss) => loss * 2 * Math.PI * variance), variance };
    });
    return [disc, ...halos].filter((bell) => bell.loss.some((loss) => loss !== 0));
  });
}

/** What a shader is told of bells, and how many a dot has at most. */
function told(settings) {
  const bells = new Float32Array(4 * MOST_BELLS * MOST_SETTINGS);
  settings.forEach((own, k) => own.forEach(({ loss, variance }, i) => {
    bells.set([...loss, variance], 4 * (MOST_BELLS * k + i));
  }));
  return { bells, most: Math.max(0, ...settings.map((own) => own.length)) };
}

/**
 * Bells as they are drawn where a pixel shows so many millimetres. A bell that is two pixels wide or wider is drawn in cells, which are
 * blended as they are enlarged: what cells and blending add to its variance is taken off before, and its sum stays.
 */
export function drawn(settings, pixel) {
  const cell = CELL * pixel;
  const isFar = ({ variance }) => variance >= 4 * pixel ** 2;
  const near = settings.map((bells) => bells.filter((bell) => !isFar(bell)));
  const far = settings.map((bells) => bells
    .filter(isFar)
    .map(({ loss, variance }) => ({ loss, variance: Math.max(variance - (1 / 6 + 0.2) * cell ** 2, 0.1 * cell ** 2) })));
  return { near: told(near), far: told(far) };
}

/** How far the widest bell of a dot reaches, in millimetres: to where a thousandth of the light is taken. */
export function reach(settings) {
  const ends = settings.flat().map(({ loss, variance }) => {
    const strongest = Math.max(...loss.map(Math.abs)) / (2 * Math.PI * variance);
    return strongest > END ? Math.sqrt(2 * variance * Math.log(strongest / END)) : 0;
  });
  return Math.max(0, ...ends);
}
