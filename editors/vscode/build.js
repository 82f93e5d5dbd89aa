// The client and all that it needs as one file, and the licences of what is in it.
"use strict";

const { readdirSync, readFileSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");
const { buildSync } = require("esbuild");

const { metafile } = buildSync({
  entryPoints: ["src/extension.js"],
  outfile: "dist/extension.js",
  bundle: true,
  minify: true,
  metafile: true,
  platform: "node",
  target: "node20",
  external: ["vscode"],
  legalComments: "none",
  logLevel: "warning",
});

/** The folders of the packages that a bundle holds, by the paths of its files. */
function packages(files) {
  const found = files.map((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0]);
  return [...new Set(found.filter(Boolean))].sort();
}

function licence(folder) {
  const { name, version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((each) => /^licen[cs]e(\.|$)/i.test(each));
  if (!file) throw new Error(`${name} has no licence`);
  return `${name} ${version}\n\n${readFileSync(join(folder, file), "utf8").trim()}\n`;
}

writeFileSync(
  "dist/LICENCES.txt",
  packages(Object.keys(metafile.inputs)).map(licence).join(`\n${"-".repeat(72)}\n\n`),
);
