import {
  createTheme,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
  type VariantColorsResolver,
} from "@mantine/core";

const ink: MantineColorsTuple = [
  "#f4f4f5",
  "#e6e7ea",
  "#c9ccd2",
  "#a8adb7",
  "#858b98",
  "#666c79",
  "#4b505b",
  "#31353e",
  "#1b1e24",
  "#0d0f12",
];

/** Mantine's dark scheme is drawn from this: text, dimmed text, borders, raised ground, ground. */
const dark: MantineColorsTuple = [
  "#ebecef",
  "#c4c8cf",
  "#9aa1ac",
  "#6d7480",
  "#3e4550",
  "#282d35",
  "#1d2127",
  "#16191e",
  "#0e1013",
  "#08090b",
];

const sans =
  'Inter, "Segoe UI Variable Text", "Segoe UI", -apple-system, BlinkMacSystemFont, Roboto, sans-serif';

/** The main action is ink on paper reversed, in both schemes: one fixed text colour would vanish in one of them. */
const variantColorResolver: VariantColorsResolver = (input) => {
  const resolved = defaultVariantColorsResolver(input);
  if (input.variant !== "filled" || (input.color && input.color !== "ink")) return resolved;
  return { ...resolved, background: "var(--ink)", hover: "var(--ink-hover)", color: "var(--paper)" };
};

export const theme = createTheme({
  primaryColor: "ink",
  primaryShade: { light: 8, dark: 1 },
  colors: { ink, dark },
  variantColorResolver,
  black: "#16181d",
  fontFamily: sans,
  headings: { fontFamily: sans, fontWeight: "650" },
  defaultRadius: 6,
  cursorType: "pointer",
});
