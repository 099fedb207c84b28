/** Where to go after signing in travels in the address, so that it survives a reload. */
const home = "/dashboard";

/** Only a path of this app: an address that leads elsewhere would make the sign-in page a phishing tool. */
export function nextPage(search: URLSearchParams): string {
  const next = search.get("next");
  return next && /^\/[A-Za-z0-9]/.test(next) ? next : home;
}

export function signInPage(path: string): string {
  return path === home ? "/sign-in" : `/sign-in?${new URLSearchParams({ next: path }).toString()}`;
}
