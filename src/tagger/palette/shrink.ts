/** Means of equal squares: a plane of `from` × `from` values made `to` × `to`; `from` is a multiple of `to`. */
export function shrink(plane: Uint8Array, from: number, to: number): Float64Array {
  const small = new Float64Array(to * to);
  const bits = Math.log2(from / to);
  for (let i = 0, y = 0; y < from; y++) {
    const row = (y >> bits) * to;
    for (let x = 0; x < from; x++, i++) {
      const place = row + (x >> bits);
      small[place] = (small[place] ?? 0) + (plane[i] ?? 0);
    }
  }
  const area = (from / to) ** 2;
  for (let place = 0; place < small.length; place++) small[place] = (small[place] ?? 0) / area;
  return small;
}
