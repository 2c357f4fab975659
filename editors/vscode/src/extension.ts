// Starts `svclint server` and leaves the rest to it.

import { commands, type ExtensionContext, window, workspace } from "vscode";
import { LanguageClient } from "vscode-languageclient/node";
import { start } from "./program";

let client: LanguageClient | undefined;

async function run(): Promise<void> {
  const named = workspace.getConfiguration("svclint").get("path", "");
  const folders = (workspace.workspaceFolders ?? []).map((folder) => folder.uri.fsPath);
  try {
    client = new LanguageClient("svclint", "svclint", start(named, process.env.PATH ?? "", folders), {
      documentSelector: [
        { scheme: "file", language: "yaml" },
        { scheme: "file", language: "json" },
        { scheme: "file", pattern: "**/*.{yaml,yml,json}" },
      ],
      markdown: { isTrusted: false },
    });
    await client.start();
  } catch (error) {
    const setting = "Open setting";
    const told = error instanceof Error ? error.message : String(error);
    void window.showErrorMessage(told, setting).then((chosen) => {
      if (chosen) {
        void commands.executeCommand("workbench.action.openSettings", "svclint.path");
      }
    });
  }
}

async function restart(): Promise<void> {
  await deactivate();
  await run();
}

export async function activate(context: ExtensionContext): Promise<void> {
  context.subscriptions.push(
    commands.registerCommand("svclint.restart", restart),
    workspace.onDidChangeConfiguration(async (change) => {
      if (change.affectsConfiguration("svclint.path")) {
        await restart();
      }
    }),
  );
  await run();
}

export async function deactivate(): Promise<void> {
  const last = client;
  client = undefined;
  if (last?.needsStop()) {
    await last.stop();
  }
}
