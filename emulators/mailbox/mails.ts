/** What has arrived, in memory: the last thousand mails. */
import { randomUUID } from "node:crypto";

export type Mail = {
  readonly id: string;
  /** ISO time of arrival. */
  readonly at: string;
  readonly from: string;
  /** Addresses of the envelope, which are who really gets it. */
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Names in lower case; a name that stands more than once has its values joined by line ends. */
  readonly headers: Readonly<Record<string, string>>;
  /** As it came over the wire. */
  readonly raw: string;
};

const keptMax = 1_000;

export class Mails {
  readonly #kept: Mail[] = [];

  add(mail: Omit<Mail, "id" | "at">): Mail {
    const kept = { ...mail, id: randomUUID(), at: new Date().toISOString() };
    this.#kept.push(kept);
    if (this.#kept.length > keptMax) this.#kept.shift();
    return kept;
  }

  /** Newest first. @param to only those for this address, in any case */
  list(to?: string): Mail[] {
    const wanted = to?.toLowerCase();
    const found = wanted
      ? this.#kept.filter((mail) => mail.to.some((address) => address.toLowerCase() === wanted))
      : this.#kept;
    return [...found].reverse();
  }

  get(id: string): Mail | undefined {
    return this.#kept.find((mail) => mail.id === id);
  }

  clear(): void {
    this.#kept.length = 0;
  }
}
