/** `rate_limited` → `rate limited` */
export const inWords = (name: string): string => name.replaceAll("_", " ");
