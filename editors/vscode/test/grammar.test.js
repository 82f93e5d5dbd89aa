// What is coloured how, worked out by hand.
"use strict";

const assert = require("node:assert/strict");
const { before, test } = require("node:test");
const { load, tokenise } = require("./tokens");

let grammar;
before(async () => {
  grammar = await load();
});

/** [text, innermost scope] of each token of a text. */
function said(text) {
  return tokenise(grammar, text)
    .flat()
    .map((token) => [token.text, token.scopes.at(-1) ?? ""]);
}

const SECTION = "storage.type";
const KEYWORD = "keyword.control";
const NAME = "variable.other";
const QUOTE = ["\"", "punctuation.definition.string"];
const COMMA = [",", "punctuation.separator"];
const quoted = (text) => [
  [QUOTE[0], `${QUOTE[1]}.begin`],
  [text, "string.quoted.double"],
  [QUOTE[0], `${QUOTE[1]}.end`],
];
const keywords = (text) => text.split(" ").map((word) => [word, KEYWORD]);

test("a group with a title, limits and a comment", () => {
  assert.deepEqual(said('group fit "Who", from -20 to 50 points  # agreed'), [
    ["group", SECTION], ["fit", "entity.name.section"], ...quoted("Who"), COMMA,
    ["from", KEYWORD], ["-", "keyword.operator.arithmetic"], ["20", "constant.numeric"],
    ["to", KEYWORD], ["50", "constant.numeric"], ["points", KEYWORD],
    ["#", "punctuation.definition.comment"], [" agreed", "comment.line.number-sign"],
  ]);
});

test("a rule with a condition, a text with an escape and a time", () => {
  assert.deepEqual(said('  -5 when not created is over 2 days ago and title is "a\\"b"'), [
    ["-5", "constant.numeric.points"], ["when", KEYWORD], ["not", "keyword.operator.logical"],
    ["created", NAME], ["is", KEYWORD], ["over", KEYWORD], ["2", "constant.numeric"],
    ["days", "keyword.other.unit"], ["ago", KEYWORD], ["and", "keyword.operator.logical"],
    ["title", NAME], ["is", KEYWORD],
    ['"', "punctuation.definition.string.begin"], ["a", "string.quoted.double"],
    ['\\"', "constant.character.escape"], ["b", "string.quoted.double"],
    ['"', "punctuation.definition.string.end"],
  ]);
});

test("points at the start of rows, with and without a sign", () => {
  const points = said("    +1.5 for 1,000 to 2,000\n     0 unknown\n  expect +20 because \"x\"");
  assert.deepEqual(points, [
    ["+1.5", "constant.numeric.points"], ["for", KEYWORD], ["1,000", "constant.numeric"],
    ["to", KEYWORD], ["2,000", "constant.numeric"],
    ["0", "constant.numeric.points"], ["unknown", KEYWORD],
    ["expect", KEYWORD], ["+20", "constant.numeric.points"], ["because", KEYWORD], ...quoted("x"),
  ]);
});

test("columns with names that are words of the language", () => {
  assert.deepEqual(said('leads, one per id\n  time time\n  list text from "L"\n  score yes/no'), [
    ["leads", SECTION], COMMA, ["one per", KEYWORD], ["id", NAME],
    ["time", NAME], ["time", "support.type"],
    ["list", NAME], ["text", "support.type"], ["from", KEYWORD], ...quoted("L"),
    ["score", NAME], ["yes/no", "support.type"],
  ]);
});

test("events with fields", () => {
  assert.deepEqual(said("events, of id, at at\n  page_view with path text, date date"), [
    ["events", SECTION], COMMA, ["of", KEYWORD], ["id", NAME], COMMA, ["at", KEYWORD], ["at", NAME],
    ["page_view", NAME], ["with", KEYWORD], ["path", NAME], ["text", "support.type"], COMMA,
    ["date", NAME], ["date", "support.type"],
  ]);
});

test("only the first word of a line begins a section", () => {
  assert.deepEqual(said("exclude leads when score > 5"), [
    ["exclude", SECTION], ["leads", KEYWORD], ["when", KEYWORD], ["score", NAME],
    [">", "keyword.operator.comparison"], ["5", "constant.numeric"],
  ]);
});

test("sections of two words, and a label within accounts", () => {
  assert.deepEqual(said("hand off\naccounts\n  score is the highest score\n  label tier"), [
    ["hand off", SECTION], ["accounts", SECTION], ...keywords("score is the highest"),
    ["score", NAME], ["label", SECTION], ["tier", "entity.name.section"],
  ]);
});

test("arithmetic, brackets, percents and dates", () => {
  assert.deepEqual(said("let x = 5\n  + (a * b / 2) losing 50% on 2026-03-01"), [
    ["let", SECTION], ["x", "entity.name.section"], ["=", "keyword.operator.comparison"],
    ["5", "constant.numeric"],
    ["+", "keyword.operator.arithmetic"], ["(", "punctuation.section.parens"], ["a", NAME],
    ["*", "keyword.operator.arithmetic"], ["b", NAME], ["/", "keyword.operator.arithmetic"],
    ["2", "constant.numeric"], [")", "punctuation.section.parens"], ["losing", KEYWORD],
    ["50%", "constant.numeric"], ["on", KEYWORD], ["2026-03-01", "constant.numeric.date"],
  ]);
});

test("units are names where no length of time stands", () => {
  assert.deepEqual(said("  x when total seconds of e in the last 2 days is over 5 and week > cap weeks ago"), [
    ["x", NAME], ...keywords("when total"), ["seconds", NAME], ["of", KEYWORD], ["e", NAME],
    ...keywords("in the last"), ["2", "constant.numeric"], ["days", "keyword.other.unit"],
    ...keywords("is over"), ["5", "constant.numeric"], ["and", "keyword.operator.logical"],
    ["week", NAME], [">", "keyword.operator.comparison"], ["cap", NAME], ["weeks", NAME],
    ["ago", KEYWORD],
  ]);
  assert.deepEqual(said("at most 2 times per day, losing 5% every cap weeks").slice(4), [
    ["per", KEYWORD], ["day", "keyword.other.unit"], COMMA, ["losing", KEYWORD],
    ["5%", "constant.numeric"], ["every", KEYWORD], ["cap", NAME], ["weeks", "keyword.other.unit"],
  ]);
});

test("stages may be called by any word", () => {
  assert.deepEqual(said("stages\n  average when score > 5\n  first otherwise"), [
    ["stages", SECTION], ["average", NAME], ["when", KEYWORD], ["score", NAME],
    [">", "keyword.operator.comparison"], ["5", "constant.numeric"],
    ["first", NAME], ["otherwise", KEYWORD],
  ]);
});

test("words within longer words are none", () => {
  assert.deepEqual(said("andes orbit whenever days2 not_known"), [
    ["andes", NAME], ["orbit", NAME], ["whenever", NAME], ["days2", NAME], ["not_known", NAME],
  ]);
});

test("curly quotes, and a text that is never closed ends with its line", () => {
  assert.deepEqual(said("  a is “x”\n  b is \"y\n  c"), [
    ["a", NAME], ["is", KEYWORD], ["“x”", "string.quoted.double"],
    ["b", NAME], ["is", KEYWORD], ['"', "punctuation.definition.string.begin"],
    ["y", "string.quoted.double"], ["c", NAME],
  ]);
});

test("what the language does not have is shown as wrong", () => {
  const wrong = said("a == 'x' && 1/2/2026 $").filter(([, scope]) => scope === "invalid.illegal");
  assert.deepEqual(wrong.map(([text]) => text), ["==", "'x'", "&&", "1/2/2026", "$"]);
});
