/** Means of equal squares: a plane of `from` × `from` values made `to` × `to`; `from` is a multiple of `to`. */
export function shrink(plane: Uint8Array, from: number, to: number): Float64Array {
  const small = new Float64Array(to * to);
  const step = from / to;
  const area = step * step;
  for (let place = 0, row = 0; row < to; row++) {
    for (let column = 0; column < to; column++, place++) {
      let total = 0;
      for (let y = 0, start = row * step * from + column * step; y < step; y++, start += from) {
        for (let i = start; i < start + step; i++) total += plane[i] ?? 0;
      }
      small[place] = total / area;
    }
  }
  return small;
}
