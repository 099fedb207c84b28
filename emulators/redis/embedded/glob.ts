/**
 * Redis' glob: `*`, `?`, `[a-z]`, `[^a]` and `\` as escape, over bytes. Iterative, so no pattern explodes.
 */
export function globMatcher(pattern: string): (text: string) => boolean {
  if (pattern === "*") return () => true;
  if (!/[*?[\\]/.test(pattern)) return (text) => text === pattern;
  const tokens = tokenize(pattern);
  return (text) => matches(tokens, text);
}

type Token = "any" | ((character: string) => boolean);

function tokenize(pattern: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern.charAt(at);
    if (character === "*") {
      if (tokens.at(-1) !== "any") tokens.push("any");
    } else if (character === "?") {
      tokens.push(() => true);
    } else if (character === "[") {
      const [token, end] = characterClass(pattern, at + 1);
      tokens.push(token);
      at = end;
    } else {
      if (character === "\\" && at + 1 < pattern.length) at++;
      const literal = pattern.charAt(at);
      tokens.push((other) => other === literal);
    }
  }
  return tokens;
}

/**
 * The class that starts after `[`, and the position of its last character. An unclosed class ends with the
 * pattern.
 */
function characterClass(pattern: string, start: number): [Token, number] {
  const negated = pattern.charAt(start) === "^";
  const ranges: [string, string][] = [];
  let at = negated ? start + 1 : start;
  for (; at < pattern.length && pattern.charAt(at) !== "]"; at++) {
    if (pattern.charAt(at) === "\\" && at + 1 < pattern.length) {
      at++;
      ranges.push([pattern.charAt(at), pattern.charAt(at)]);
    } else if (pattern.charAt(at + 1) === "-" && at + 2 < pattern.length) {
      ranges.push([pattern.charAt(at), pattern.charAt(at + 2)]);
      at += 2;
    } else {
      ranges.push([pattern.charAt(at), pattern.charAt(at)]);
    }
  }
  const inside = (character: string) =>
    ranges.some(([one, other]) => isBetween(order(character), order(one), order(other)));
  return [(character) => inside(character) !== negated, at];
}

// Redis compares signed chars: bytes above 127 come before the others.
const order = (character: string) => character.charCodeAt(0) ^ 0x80;
const isBetween = (value: number, one: number, other: number) =>
  value >= Math.min(one, other) && value <= Math.max(one, other);

function matches(tokens: Token[], text: string): boolean {
  let token = 0;
  let at = 0;
  let starToken = -1;
  let starAt = 0;
  while (at < text.length) {
    const current = tokens[token];
    if (current === "any") {
      starToken = token++;
      starAt = at;
    } else if (current?.(text.charAt(at))) {
      token++;
      at++;
    } else if (starToken >= 0) {
      // Let the last star take one character more, and try again behind it.
      token = starToken + 1;
      at = ++starAt;
    } else {
      return false;
    }
  }
  while (tokens[token] === "any") token++;
  return token === tokens.length;
}
