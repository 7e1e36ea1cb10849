// What the graphics card is told: the head in a soft studio light, what dots leave of the light, and both together.

/** The most ways of setting dots that are drawn. */
export const MOST_SETTINGS = 12;

/** The last of them is a shaved hair. */
export const HAIR_SETTING = MOST_SETTINGS - 1;

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

export const dotVertex = `#version 300 es
uniform mat4 matrix;
uniform float pixel; // millimetres of the head in a pixel
uniform vec4 disc[${MOST_SETTINGS}];
uniform vec4 halo[${3 * MOST_SETTINGS}];
in vec2 corner;
in vec3 point;
in vec3 normal;
in float setting;
out vec2 place;
flat out vec4 bells[4]; // loss summed over the skin, variance
void main() {
  int k = int(setting + 0.5);
  float wide = 0.0;
  for (int i = 0; i < 4; i += 1) {
    vec4 bell = i == 0 ? disc[k] : halo[3 * k + i - 1];
    bell.w += 0.2 * pixel * pixel;
    bells[i] = bell;
    float strongest = max(bell.r, max(bell.g, bell.b));
    // Beyond this a bell leaves less than a thousandth of the light untouched.
    float peak = strongest / (6.2832 * bell.w);
    if (peak > 0.001) wide = max(wide, sqrt(2.0 * bell.w * log(peak / 0.001)));
  }
  vec3 aside = abs(normal.y) < 0.9 ? vec3(0.0, 1.0, 0.0) : vec3(1.0, 0.0, 0.0);
  vec3 first = normalize(cross(aside, normal));
  vec3 second = cross(normal, first);
  place = corner * wide;
  gl_Position = matrix * vec4(point + 0.7 * normal + first * place.x + second * place.y, 1.0);
}`;

export const dotFragment = `#version 300 es
precision highp float;
in vec2 place;
flat in vec4 bells[4];
out vec4 left;
void main() {
  vec3 loss = vec3(0.0);
  float r2 = dot(place, place);
  for (int i = 0; i < 4; i += 1) {
    loss += bells[i].rgb / (6.2832 * bells[i].w) * exp(-r2 / (2.0 * bells[i].w));
  }
  left = vec4(clamp(1.0 - loss, 0.0, 1.2), 1.0);
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
uniform sampler2D head, hair, left;
uniform vec3 backdrop;
uniform float before; // the share from the left that is shown as it was
in vec2 at;
out vec4 shown;
vec3 encoded(vec3 linear) {
  return mix(12.92 * linear, 1.055 * pow(linear, vec3(1.0 / 2.4)) - 0.055, step(0.0031308, linear));
}
void main() {
  vec4 own = texture(head, at);
  vec3 linear = own.rgb * (at.x < before ? texture(hair, at).rgb : texture(left, at).rgb);
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
