// What the editor asks of the hub. Every answer is JSON; a fault is an Error with its sentence and status.

import { say } from "./words.js";

const root = document.getElementById("plan-editor") ?? document.getElementById("plan-start");
const base = root?.dataset.base ?? "";

export class Fault extends Error {
  constructor(status, said) {
    super(say(said.zh, said.en) || say("操作没有成功。", "This did not work."));
    this.status = status;
    this.said = said;
  }
}

function token() {
  try {
    return JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
  } catch {
    return "";
  }
}

export async function ask(path, { method = "GET", json = null, form = null, signal = null, keepalive = false } = {}) {
  const headers = { "X-CSRFToken": token(), Accept: "application/json" };
  if (json !== null) headers["Content-Type"] = "application/json";
  let answer;
  try {
    answer = await fetch(base + path, {
      method, headers, signal, keepalive, body: json !== null ? JSON.stringify(json) : form, credentials: "same-origin",
    });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Fault(0, { zh: "连不上服务器，请检查网络。", en: "The hub cannot be reached. Check the network." });
  }
  const isJson = (answer.headers.get("Content-Type") ?? "").includes("json");
  if (answer.redirected || (!isJson && answer.ok)) {
    throw new Fault(401, { zh: "登录已过期，请在另一个页面重新登录后再保存。", en: "You were logged out. Log in again in another tab, then save." });
  }
  const said = isJson ? await answer.json().catch(() => ({})) : {};
  if (!answer.ok) throw new Fault(answer.status, said.zh ? said : sentence(answer.status));
  return said;
}

function sentence(status) {
  if (status === 413) return { zh: "内容太大。", en: "This is too big." };
  if (status === 403) return { zh: "您没有修改权限，或页面已过期。请刷新后再试。", en: "You may not do this, or the page is old. Reload it." };
  return { zh: "服务器没能完成这个操作，请稍后再试。", en: "The hub could not do this. Try again later." };
}
