import type { Draft, Problems } from "../draft.js";

/** What every part of the ticket gets: the draft, what is wrong with it, and how to change it. */
export type TicketPart = {
  readonly draft: Draft;
  readonly problems: Problems;
  readonly onChange: (change: Partial<Draft>) => void;
};
