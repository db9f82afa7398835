interface Entry {
  /** How often its tags have arrived. */
  received: number;
  /** How often they were sent, and the connection or the body was cut off. */
  cut: number;
}

/** What each image was sent for, and what came of it. An image is billed each time it is answered. */
export class ImageBook {
  /** Images asked for again although their tags had arrived: paid twice for nothing. */
  repeatedAfterReceived = 0;
  /** Images asked for again whose tags had been sent and cut off: that cannot be avoided. */
  repeatedAfterCut = 0;
  /** Everything that was asked for, in order. */
  readonly asked: string[] = [];
  readonly #entries = new Map<string, Entry>();

  /** Images whose tags have arrived. */
  get received(): string[] {
    return Array.from(this.#entries).flatMap(([url, { received }]) => (received > 0 ? [url] : []));
  }

  /** Notes what is asked for; the answer is noted with what this returns. */
  ask(urls: readonly string[]): { answered(images: readonly string[], isReceived: boolean): void } {
    this.asked.push(...urls);
    for (const url of urls) {
      const { received, cut } = this.#entry(url);
      if (received > 0) this.repeatedAfterReceived += 1;
      else if (cut > 0) this.repeatedAfterCut += 1;
    }
    return {
      answered: (images, isReceived) => {
        for (const image of images) this.#entry(image)[isReceived ? 'received' : 'cut'] += 1;
      },
    };
  }

  #entry(url: string): Entry {
    const known = this.#entries.get(url) ?? { received: 0, cut: 0 };
    this.#entries.set(url, known);
    return known;
  }
}
