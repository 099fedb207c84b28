import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const source = fileURLToPath(new URL("..", import.meta.url));
const styles = dirname(createRequire(import.meta.url).resolve("@mantine/core/styles/global.css"));
const imported = readFileSync(new URL("mantine.css", import.meta.url), "utf8");

/** What components are made of besides what is named like them. */
const parts: Readonly<Record<string, readonly string[]>> = {
  ...{ MultiSelect: ["Input", "PillsInput", "Pill", "Combobox", "Popover", "ScrollArea"], Menu: ["Popover"] },
  ...{ TextInput: ["Input"], NativeSelect: ["Input"], Checkbox: ["InlineInput"] },
  ...{ SegmentedControl: ["FloatingIndicator"], Button: ["UnstyledButton", "Loader"] },
};

describe("The styles of Mantine's components", () => {
  const files = globSync("**/*.tsx", { cwd: source }).map((file) => readFileSync(join(source, file), "utf8"));
  const used = files.flatMap((text) =>
    [...text.matchAll(/import \{([^}]*)\} from "@mantine\/core"/g)].flatMap(([, names = ""]) =>
      names.split(",").map((name) => name.trim()),
    ),
  );
  const needed = new Set(used.flatMap((name) => [name, ...(parts[name] ?? [])]));
  const styled = [...needed].filter((name) => existsSync(join(styles, `${name}.css`)));

  it("are found, so that this looks at something", () => assert.ok(styled.length > 10, styled.join()));

  for (const name of styled) {
    it(`${name}'s are loaded`, () => assert.ok(imported.includes(`/${name}.layer.css"`)));
  }
});
