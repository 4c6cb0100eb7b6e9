/** Starts and stops the product as a person does: `aexy up`, Ctrl-C. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

export interface Stack {
  url: string;
  link: string;
  stop: () => Promise<void>;
}

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const OWN = `${ROOT}.venv/bin/aexy`;
const PYTHON = `${ROOT}.venv/bin/python`;
export const AEXY = process.env.AEXY_PROGRAM ?? (existsSync(OWN) ? OWN : "aexy");
const LINK = /(https?:\/\/\S+?)\/sign-in#token=\S+/;
const PATIENCE = 180_000;

export function environment(home: string): NodeJS.ProcessEnv {
  return { ...process.env, AEXY_HOME: home, AEXY_PORT: "0", NO_COLOR: "1" };
}

export function ask(home: string, ...words: string[]): string {
  return execFileSync(AEXY, words, { env: environment(home), encoding: "utf8" });
}

export async function start(home: string, ...words: string[]): Promise<Stack> {
  const child = spawn(AEXY, ["up", ...words], { env: environment(home), stdio: ["ignore", "pipe", "pipe"] });
  const [link, url] = await greeting(child);
  return { url, link, stop: () => stop(child) };
}

export interface Provider {
  url: string;
  token: string;
  stop: () => Promise<void>;
}

/** A Linear that tells the demo's story, as the Python tests have it. */
export function linear(): Promise<Provider> {
  const words = ["-m", "tests.providers", "linear", "--developers", "4", "--commits", "120"];
  const child = spawn(existsSync(PYTHON) ? PYTHON : "python3", words, {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "inherit"],
  });
  return new Promise((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`The provider ended with ${code}.`)));
    child.stdout.on("data", (chunk: Buffer) => {
      const found = /at (\S+), token (\S+)/.exec(chunk.toString());
      if (found?.[1] && found[2]) resolve({ url: found[1], token: found[2], stop: () => stop(child) });
    });
  });
}

function greeting(child: ChildProcess): Promise<[string, string]> {
  return new Promise((resolve, reject) => {
    let said = "";
    const late = setTimeout(() => reject(new Error(`Aexy did not start in time:\n${said}`)), PATIENCE);
    const listen = (chunk: Buffer) => {
      said += chunk.toString();
      const found = LINK.exec(said);
      if (found?.[1]) {
        clearTimeout(late);
        resolve([found[0], found[1]]);
      }
    };
    child.stdout?.on("data", listen);
    child.stderr?.on("data", listen);
    child.once("exit", (code) => reject(new Error(`aexy up ended with ${code}:\n${said}`)));
  });
}

function stop(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null) return resolve();
    child.removeAllListeners("exit");
    child.once("exit", () => resolve());
    child.kill("SIGINT");
  });
}

/** Exchanges a one-time link for a session, as the sign-in page does, and keeps it as a browser would. */
export async function signIn(link: string): Promise<object> {
  const url = new URL(link);
  const token = new URLSearchParams(url.hash.slice(1)).get("token");
  const answer = await fetch(`${url.origin}/api/v1/auth/redeem`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-aexy": "1" },
    body: JSON.stringify({ token }),
  });
  if (!answer.ok) throw new Error(`The link was refused: ${await answer.text()}`);
  const cookies = answer.headers.getSetCookie().map((said) => {
    const [name = "", value = ""] = said.split(";")[0]?.split("=") ?? [];
    const path = /path=([^;]+)/i.exec(said)?.[1] ?? "/";
    return { name, value, domain: url.hostname, path, httpOnly: true, secure: false, sameSite: "Strict", expires: -1 };
  });
  return { cookies, origins: [] };
}
