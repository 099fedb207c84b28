// Holds shared house rules: sizes, file names, no `any`, promises handled. Import direction and cycles are
// in .dependency-cruiser.cjs, dead exports and unused dependencies in knip.json.
import unicorn from "eslint-plugin-unicorn";
import tseslint from "typescript-eslint";

const tests = ["**/*.test.ts", "functions/test/**", "emulators/test/**", "hosting/test/**"];

export default tseslint.config(
  { ignores: ["**/dist/**", "**/node_modules/**", "**/coverage/**", "**/.cache/**"] },
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { unicorn },
    rules: {
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true, allowBoolean: true },
      ],
      "max-lines": ["error", { max: 250, skipBlankLines: true, skipComments: true }],
      "max-lines-per-function": ["error", { max: 70, skipBlankLines: true, skipComments: true }],
      "no-restricted-syntax": [
        "error",
        { selector: "ExportDefaultDeclaration", message: "Named exports only." },
      ],
      "unicorn/filename-case": ["error", { case: "kebabCase" }],
      eqeqeq: "error",
      "no-console": "error",
    },
  },
  {
    files: ["**/*.tsx"],
    rules: { "unicorn/filename-case": ["error", { cases: { kebabCase: true, pascalCase: true } }] },
  },
  {
    files: tests,
    rules: { "max-lines-per-function": "off", "max-lines": ["error", { max: 400, skipBlankLines: true }] },
  },
  { files: ["emulators/**", "bench/**", "data/**"], rules: { "no-console": "off" } },
  { files: ["**/*.config.{js,ts}", "**/*.{js,mjs,cjs}"], rules: { "no-restricted-syntax": "off" } },
  { files: ["**/*.{js,mjs,cjs}"], ...tseslint.configs.disableTypeChecked },
);
