// What the graphics card is told: the head in a soft studio light, what dots leave of the light, and both together.

import { MOST_BELLS, MOST_SETTINGS } from '#design-table/bells.js';

const UNFOLD = `
vec3 unfold(vec2 e) {
  vec3 v = vec3(e, 1.0 - abs(e.x) - abs(e.y));
  if (v.z < 0.0) v.xy = (1.0 - abs(v.yx)) * mix(vec2(-1.0), vec2(1.0), greaterThanEqual(v.xy, vec2(0.0)));
  return normalize(v);
}`;

export const headVertex = `#version 300 es
uniform mat4 matrix;
in vec3 point;
in vec2 folded;
in vec3 root;
out vec3 normal;
out vec3 reflectance;
${UNFOLD}
void main() {
  normal = unfold(folded);
  reflectance = root * root;
  gl_Position = matrix * vec4(point, 1.0);
}`;

// The lamps of the studio, fixed to the camera: key, fill and back light, and the room.
export const headFragment = `#version 300 es
precision highp float;
uniform vec3 right, up, back;
in vec3 normal;
in vec3 reflectance;
out vec4 light;
float lamp(vec3 n, vec3 toward, float soft) {
  float facing = dot(n, normalize(toward));
  return pow(clamp((facing + soft) / (1.0 + soft), 0.0, 1.0), 1.5);
}
void main() {
  vec3 n = normalize(normal);
  vec3 own = vec3(dot(n, right), dot(n, up), dot(n, back));
  float arrives = 0.68 * lamp(own, vec3(-0.75, 0.70, 1.0), 0.35)
    + 0.24 * lamp(own, vec3(0.80, -0.05, 1.0), 0.5)
    + 0.10 * lamp(own, vec3(0.5, 0.7, -0.9), 0.3)
    + mix(0.20, 0.36, 0.5 + 0.5 * own.y);
  light = vec4(reflectance * arrives, 1.0);
}`;

const each = (most, of) => Array.from({ length: most }, (_, k) => of(k));

/** A dot as a point of the picture, with so many bells: each an ellipse as its round shape on the skin is seen from the eye. */
export const dotVertex = (most) => `#version 300 es
uniform mat4 matrix;
uniform vec3 eye;
uniform vec2 size; // of the picture, in pixels
uniform vec4 bells[${MOST_BELLS * MOST_SETTINGS}]; // the light it takes, summed over the skin; variance in mm²
layout(location = 0) in vec3 point;
layout(location = 1) in vec3 normal;
layout(location = 2) in float setting;
${each(most, (k) => `flat out vec3 loss${k}, shape${k};`).join('\n')}
flat out float across;
float widest;

/** What a bell takes at its middle, and its shape: the inverse of its covariance. A pixel's own blur is added. */
void bell(vec4 own, mat2 seen, out vec3 loss, out vec3 shape) {
  vec2 xx = vec2(seen[0].x, seen[1].x);
  vec2 yy = vec2(seen[0].y, seen[1].y);
  vec3 spread = own.w * vec3(dot(xx, xx), dot(xx, yy), dot(yy, yy)) + vec3(0.2, 0.0, 0.2);
  float area = spread.x * spread.z - spread.y * spread.y;
  loss = own.rgb * abs(determinant(seen)) / (6.2832 * sqrt(area));
  shape = vec3(spread.z, -2.0 * spread.y, spread.x) * (-0.7213 / area);
  float strongest = max(abs(loss.r), max(abs(loss.g), abs(loss.b)));
  float axis = 0.5 * (spread.x + spread.z) + sqrt(0.25 * (spread.x - spread.z) * (spread.x - spread.z) + spread.y * spread.y);
  // Beyond this a bell leaves all but a thousandth of the light.
  if (strongest > 0.001) widest = max(widest, 2.0 * axis * log(strongest / 0.001));
}

void main() {
  int own = ${MOST_BELLS} * int(setting + 0.5);
  vec3 aside = abs(normal.y) < 0.9 ? vec3(0.0, 1.0, 0.0) : vec3(1.0, 0.0, 0.0);
  vec3 first = normalize(cross(aside, normal));
  vec3 second = cross(normal, first);
  vec4 place = matrix * vec4(point, 1.0);
  vec4 one = matrix * vec4(first, 0.0);
  vec4 two = matrix * vec4(second, 0.0);
  // Pixels that a millimetre along the skin is seen as.
  mat2 seen = mat2(one.xy - place.xy / place.w * one.w, two.xy - place.xy / place.w * two.w);
  vec2 pixels = 0.5 * size / place.w;
  seen[0] *= pixels;
  seen[1] *= pixels;
  widest = 0.0;
${each(most, (k) => `  bell(bells[own + ${k}], seen, loss${k}, shape${k});`).join('\n')}
  across = 2.0 * sqrt(widest) + 1.0;
  gl_PointSize = across;
  // What looks away, and what leaves the light as it is, falls outside the picture.
  bool shown = widest > 0.0 && dot(normal, eye - point) > 0.0;
  // A point of the picture has one depth: it is lifted so far that skin which slopes towards the eye does not hide half of it.
  float radius = sqrt(widest) / max(length(seen[0]), length(seen[1]));
  vec4 lifted = matrix * vec4(point + normalize(eye - point) * min(1.0 + 1.5 * radius, 8.0), 1.0);
  gl_Position = shown ? vec4(place.xy, lifted.z / lifted.w * place.w, place.w) : vec4(2.0, 2.0, 2.0, 1.0);
}`;

/** The light that a dot with so many bells takes at a place. */
const taken = (most) => `
${each(most, (k) => `flat in vec3 loss${k}, shape${k};`).join('\n')}
flat in float across;
vec3 taken() {
  vec2 d = (gl_PointCoord - 0.5) * vec2(across, -across);
  vec3 square = vec3(d.x * d.x, d.x * d.y, d.y * d.y);
  return ${each(most, (k) => `loss${k} * exp2(dot(shape${k}, square))`).join(' + ')};
}`;

// Near: what a dot leaves of the light, to be multiplied.
export const nearFragment = (most) => `#version 300 es
precision highp float;
${taken(most)}
out vec4 left;
void main() {
  left = vec4(clamp(1.0 - taken(), 0.0, 1.2), 1.0);
}`;

// Far: the same as a sum of logarithms, which half floats keep where each dot takes less than a thousandth.
export const farFragment = (most) => `#version 300 es
precision highp float;
${taken(most)}
out vec4 logarithm;
void main() {
  logarithm = vec4(-log(clamp(1.0 - taken(), 0.01, 1.2)), 1.0);
}`;

export const wholeVertex = `#version 300 es
in vec2 corner;
out vec2 at;
void main() {
  at = 0.5 * corner + 0.5;
  gl_Position = vec4(corner, 0.0, 1.0);
}`;

export const wholeFragment = `#version 300 es
precision highp float;
uniform sampler2D head, hairNear, hairFar, dotsNear, dotsFar;
uniform vec3 backdrop;
uniform float before; // the share from the left that is shown as it was
in vec2 at;
out vec4 shown;
vec3 encoded(vec3 linear) {
  return mix(12.92 * linear, 1.055 * pow(linear, vec3(1.0 / 2.4)) - 0.055, step(0.0031308, linear));
}
void main() {
  vec4 own = texture(head, at);
  vec3 left = at.x < before
    ? texture(hairNear, at).rgb * exp(-texture(hairFar, at).rgb)
    : texture(dotsNear, at).rgb * exp(-texture(dotsFar, at).rgb);
  vec3 linear = own.rgb * left;
  shown = vec4(encoded(clamp(mix(backdrop, linear, own.a), 0.0, 1.0)), 1.0);
}`;

// A photograph where its frame lies in the picture, as light.
export const photographVertex = `#version 300 es
uniform vec4 frame; // left, top, right, bottom, from 0 to 1 across and down
in vec2 corner;
out vec2 at;
void main() {
  at = vec2(0.5 + 0.5 * corner.x, 0.5 + 0.5 * corner.y);
  vec2 place = mix(frame.xy, frame.zw, at);
  gl_Position = vec4(2.0 * place.x - 1.0, 1.0 - 2.0 * place.y, 0.0, 1.0);
}`;

export const photographFragment = `#version 300 es
precision highp float;
uniform sampler2D photograph;
in vec2 at;
out vec4 light;
void main() {
  light = vec4(texture(photograph, at).rgb, 1.0);
}`;
