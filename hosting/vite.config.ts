import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [react()],
  // The manifest names each chunk with what it imports: the first-load test reads it.
  build: { manifest: true, target: "es2022", modulePreload: { polyfill: false } },
  server: { port: 5173, strictPort: true },
});
