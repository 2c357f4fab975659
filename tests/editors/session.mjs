// Starts the server as the extension would, talks to it as VS Code's library does, and prints what it says, a line a step.

import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [built, search, root] = process.argv.slice(2);
const require = createRequire(`${built}/package.json`);
const { start } = require("./build/program.js");
const { createProtocolConnection, StreamMessageReader, StreamMessageWriter } = require("vscode-languageserver-protocol/node");

const { command, args, options } = start("", search, [root]);
const server = spawn(command, args, { ...options, stdio: ["pipe", "pipe", "inherit"] });
const connection = createProtocolConnection(new StreamMessageReader(server.stdout), new StreamMessageWriter(server.stdin));

function once(method, met) {
  return new Promise((resolve) => {
    const known = connection.onNotification(method, (given) => {
      if (met(given)) {
        known.dispose();
        resolve(given);
      }
    });
  });
}

const uri = pathToFileURL(`${root}/public.yaml`).href;
connection.listen();
const answer = await connection.sendRequest("initialize", {
  processId: process.pid,
  rootUri: pathToFileURL(root).href,
  workspaceFolders: [{ uri: pathToFileURL(root).href, name: "shop" }],
  capabilities: {},
});
console.log(`commands: ${answer.capabilities.executeCommandProvider.commands.sort()}`);
const published = once("textDocument/publishDiagnostics", (given) => given.uri === uri && given.diagnostics.length > 0);
await connection.sendNotification("initialized", {});
await connection.sendNotification("textDocument/didOpen", {
  textDocument: { uri, languageId: "yaml", version: 1, text: readFileSync(`${root}/public.yaml`, "utf8") },
});
const { diagnostics } = await published;
console.log(`diagnostics: ${diagnostics.map((one) => `${one.range.start.line + 1} ${one.code}`)}`);
const [lens] = await connection.sendRequest("textDocument/codeLens", { textDocument: { uri } });
const shown = once("window/showMessage", () => true);
await connection.sendRequest("workspace/executeCommand", lens.command);
console.log(`lens: ${lens.command.title}: ${(await shown).message.split("\n")[0]}`);
await connection.sendRequest("shutdown");
const left = new Promise((resolve) => server.on("exit", resolve));
await connection.sendNotification("exit");
console.log(`left: ${await left}`);
