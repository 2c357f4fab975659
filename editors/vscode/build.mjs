// Bundles the extension into one file, and the licences of what is bundled into another.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const made = await build({
  entryPoints: ["src/extension.ts"],
  outfile: "dist/extension.js",
  bundle: true,
  minify: true,
  platform: "node",
  target: "node18",
  external: ["vscode"],
  metafile: true,
  logLevel: "warning",
});

const inputs = Object.keys(made.metafile.inputs);
const packages = new Set(inputs.map((file) => /^.*node_modules\/(@[^/]+\/)?[^/]+/.exec(file)?.[0]).filter(Boolean));
const licences = [...packages].sort().map((folder) => {
  const name = readdirSync(folder).find((file) => /^licen[cs]e/i.test(file));
  return `${folder.split("node_modules/").at(-1)}\n\n${readFileSync(`${folder}/${name}`, "utf8").trim()}\n`;
});
writeFileSync("dist/NOTICE.txt", licences.join(`\n${"-".repeat(80)}\n\n`));
