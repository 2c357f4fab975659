// Which program is the server, and how it is started. It knows nothing of VS Code.

import { accessSync, constants, statSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, isAbsolute, join, relative } from "node:path";

export interface Start {
  command: string;
  args: string[];
  options: { cwd: string };
}

/**
 * The command line of the server: the program that the setting names, else the first `svclint` on `search`
 * (as PATH is written) that lies in none of the folders. Its working directory is its own, so that nothing is found
 * by standing in a workspace. An Error says in a sentence why there is none.
 */
export function start(named: string, search: string, folders: string[]): Start {
  const program = named ? chosen(named) : found(search, folders);
  return { command: program, args: ["server"], options: { cwd: dirname(program) } };
}

function chosen(named: string): string {
  const program = named.replace(/^~(?=[/\\])/, homedir());
  if (!isAbsolute(program)) {
    throw new Error(`svclint.path is ${named}: it must be a whole path`);
  }
  if (!runs(program)) {
    throw new Error(`svclint.path is ${named}: there is no program`);
  }
  return program;
}

function found(search: string, folders: string[]): string {
  const name = process.platform === "win32" ? "svclint.exe" : "svclint";
  for (const place of search.split(delimiter)) {
    const program = join(place, name);
    if (isAbsolute(place) && !folders.some((folder) => within(folder, place)) && runs(program)) {
      return program;
    }
  }
  const install = "install it with: pip install 'svclint[lsp]', or name it in the setting svclint.path";
  throw new Error(`svclint is not on PATH outside of the workspace; ${install}`);
}

function within(folder: string, place: string): boolean {
  const way = relative(folder, place);
  return !isAbsolute(way) && way.split(/[/\\]/)[0] !== "..";
}

function runs(program: string): boolean {
  try {
    accessSync(program, constants.X_OK);
    return statSync(program).isFile();
  } catch {
    return false;
  }
}
