/**
 * Whether what is on the screen is current. Firestore says so of each listener: data "from cache" is data that
 * the server does not stand behind at the moment. The browser's own `onLine` knows only of network cards.
 */
import { useSyncExternalStore } from "react";

type Listener = object;

const lost = new Set<Listener>();
const watchers = new Set<() => void>();

export function reportConnection(listener: Listener, current: boolean): void {
  if (lost.has(listener) === !current) return;
  if (current) lost.delete(listener);
  else lost.add(listener);
  for (const watch of watchers) watch();
}

function subscribe(watch: () => void): () => void {
  watchers.add(watch);
  return () => watchers.delete(watch);
}

export function useConnectionLost(): boolean {
  return useSyncExternalStore(subscribe, () => lost.size > 0);
}
