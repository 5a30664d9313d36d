import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { mantineStyles } from "./mantine-styles";

const here = import.meta.dirname;

// One HTML page is one entry. The staff application is index.html; the pages for visitors stand beside it, and each
// of them loads only what it imports.
const pages = ["index", "visitor", "widget", "phone"].map((name) => resolve(here, `${name}.html`)).filter((page) => existsSync(page));

const read = (file: string) => JSON.parse(readFileSync(resolve(here, "src/locales", file), "utf8")) as Record<string, object>;
// What the script on a website says is put into it, so that it needs no other file.
const loaderTexts = Object.fromEntries(
  Object.entries(read("languages.json")).map(([code, about]) => [code, { ...about, ...read(`${code}/loader.json`) }]),
);

export default defineConfig({
  define: { LOADER_TEXTS: JSON.stringify(loaderTexts) },
  plugins: [react(), mantineStyles()],
  base: "/static/",
  build: {
    outDir: resolve(here, "../static"),
    emptyOutDir: true,
    // Which file needs which others, so that what a page loads can be added up.
    manifest: true,
    rollupOptions: {
      // Websites name the widget's script by its address, so its name never changes.
      input: [...pages, resolve(here, "src/widget/loader.ts")],
      output: {
        entryFileNames: ({ name }) => (name === "loader" ? "widget.js" : "assets/[name]-[hash].js"),
        // What many pages share is one file rather than forty: together it takes 13 KB less, and a further page that
        // uses other parts of it cuts it into no smaller pieces.
        codeSplitting: { groups: [{ name: "parts", test: /node_modules\/@(mantine|floating-ui|tabler)\//, minShareCount: 8 }] },
      },
    },
    // One chunk holds JsSIP, which is large and is loaded only by those who phone.
    chunkSizeWarningLimit: 700,
  },
  server: {
    proxy: { "/api": "http://127.0.0.1:8080", "/sip": { target: "ws://127.0.0.1:8080", ws: true } },
  },
  test: { include: ["src/**/*.test.ts"], environment: "node" },
});
