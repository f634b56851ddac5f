// Requests to the server. A refusal is thrown as a Refusal with the server's own words.
import { spoken } from "./words.js";

let csrf = "";
const speaking = (headers) => ({ ...headers, "accept-language": spoken() }); // sentences come in the reader's language

export class Refusal extends Error {
  constructor(status, told) {
    super(told.detail ?? String(status));
    this.status = status;
    this.told = told;
  }
}

let over = () => {};

// Call `tell` when the server knows the session no more: it has ended, or was ended.
export function whenOver(tell) { over = tell; }
export function bear(word) { csrf = word; }

async function answered(answer) {
  if (answer.status === 204) return null;
  const json = answer.headers.get("content-type")?.includes("json");
  const body = json ? await answer.json() : await answer.text();
  if (answer.status === 401 && !new URL(answer.url).pathname.startsWith("/api/session")) over();
  if (!answer.ok) throw new Refusal(answer.status, json ? body : { detail: answer.statusText });
  return body;
}

export async function ask(path, query = {}, options = {}) {
  const parameters = new URLSearchParams(query).toString();
  return answered(await fetch(parameters ? `${path}?${parameters}` : path, { ...options, headers: speaking(options.headers) }));
}

// A page that was opened without a network learns the session's own word when it first has one.
async function ownWord() {
  if (!csrf) csrf = (await ask("/api/session"))?.csrf ?? "";
  return csrf;
}

export async function say(method, path, body) {
  const raw = body instanceof FormData || body instanceof Blob;
  const headers = { "x-truceline-csrf": await ownWord(), ...(raw || body === undefined ? {} : { "content-type": "application/json" }) };
  return answered(await fetch(path, { method, headers: speaking(headers), body: raw || body === undefined ? body : JSON.stringify(body) }));
}
