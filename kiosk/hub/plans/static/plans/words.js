// Words in the language of the page: Chinese first, English for who asks.

export const english = document.documentElement.lang.toLowerCase().startsWith("en");

export const say = (zh, en) => (english ? en : zh);

// A name by language → the one this page shows.
export function pick(labels) {
  if (!labels) return "";
  const order = english ? ["en", "zh", "zh-CN", "zh-Hans"] : ["zh", "zh-CN", "zh-Hans", "en"];
  for (const tag of order) if (labels[tag]) return labels[tag];
  return Object.values(labels).find(Boolean) ?? "";
}

export const metres = (value, digits = 2) => `${value.toFixed(digits)} ${say("米", "m")}`;
export const squareMetres = (value) => `${value.toFixed(value < 100 ? 1 : 0)} m²`;
