// Small words of WebGL: programs, buffers, attributes, layers.

/** Why there is no picture, in words for the page. */
export class NoPicture extends Error {}

export function program(gl, vertex, fragment) {
  const own = gl.createProgram();
  for (const [kind, source] of [[gl.VERTEX_SHADER, vertex], [gl.FRAGMENT_SHADER, fragment]]) {
    const shader = gl.createShader(kind);
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    if (!gl.getShaderParameter(shader, gl.COMPILE_STATUS)) throw new NoPicture(gl.getShaderInfoLog(shader));
    gl.attachShader(own, shader);
  }
  gl.linkProgram(own);
  if (!gl.getProgramParameter(own, gl.LINK_STATUS)) throw new NoPicture(gl.getProgramInfoLog(own));
  return own;
}

export function buffer(gl, kind, data) {
  const own = gl.createBuffer();
  gl.bindBuffer(kind, own);
  gl.bufferData(kind, data, gl.STATIC_DRAW);
  return own;
}

export function attribute(gl, of, name, from, size, type, normalized = false, stride = 0, offset = 0) {
  const place = gl.getAttribLocation(of, name);
  if (place < 0) return place;
  gl.bindBuffer(gl.ARRAY_BUFFER, from);
  gl.enableVertexAttribArray(place);
  gl.vertexAttribPointer(place, size, type, normalized, stride, offset);
  return place;
}

/** A texture that can be drawn into. */
export function layer(gl, minified = gl.LINEAR) {
  const texture = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D, texture);
  for (const [name, value] of [
    [gl.TEXTURE_MIN_FILTER, minified],
    [gl.TEXTURE_MAG_FILTER, gl.LINEAR],
    [gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE],
    [gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE],
  ]) {
    gl.texParameteri(gl.TEXTURE_2D, name, value);
  }
  return { texture, frame: gl.createFramebuffer() };
}

/** Gives a layer its size, in half floats, and where it is wanted a depth to be hidden by. */
export function sized(gl, { texture, frame }, size, depth = null) {
  gl.bindTexture(gl.TEXTURE_2D, texture);
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA16F, ...size, 0, gl.RGBA, gl.HALF_FLOAT, null);
  gl.bindFramebuffer(gl.FRAMEBUFFER, frame);
  gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture, 0);
  if (depth) gl.framebufferRenderbuffer(gl.FRAMEBUFFER, gl.DEPTH_ATTACHMENT, gl.RENDERBUFFER, depth);
}
