// Colours a text as VS Code does: with its own engine and the grammar of this extension.
//
//   node test/tokens.js FILE…    prints for each file its tokens: [start, end, scope] on each line
"use strict";

const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const oniguruma = require("vscode-oniguruma");
const textmate = require("vscode-textmate");

const GRAMMAR = join(__dirname, "..", "syntaxes", "leadscore.tmLanguage.json");

async function load() {
  const wasm = require.resolve("vscode-oniguruma/release/onig.wasm");
  await oniguruma.loadWASM(readFileSync(wasm).buffer);
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async () => textmate.parseRawGrammar(readFileSync(GRAMMAR, "utf8"), GRAMMAR),
  });
  return registry.loadGrammar("source.leadscore");
}

/** For each line its tokens, each with its innermost scope; spaces that have none are left out. */
function tokenise(grammar, text) {
  let state = textmate.INITIAL;
  return text.split(/\r?\n/).map((line) => {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
    state = ruleStack;
    return tokens
      .map(({ startIndex, endIndex, scopes }) => ({
        start: startIndex,
        end: Math.min(endIndex, line.length),
        text: line.slice(startIndex, endIndex),
        scopes: scopes.slice(1).map((scope) => scope.replace(/\.leadscore$/, "")),
      }))
      .filter((token) => token.scopes.length || token.text.trim());
  });
}

async function main(files) {
  const grammar = await load();
  const found = files.map((file) => tokenise(grammar, readFileSync(file, "utf8").replace(/^\ufeff/, "")));
  const short = ({ start, end, scopes }) => [start, end, scopes.join(" ")];
  console.log(JSON.stringify(found.map((lines) => lines.map((line) => line.map(short)))));
}

if (require.main === module) main(process.argv.slice(2));

module.exports = { load, tokenise };
