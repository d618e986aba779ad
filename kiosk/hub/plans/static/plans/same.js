// Deep equality of JSON values, and merging two people's work item by item. Pure.

export function same(a, b) {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => key in b && same(a[key], b[key]));
}

// Merge `mine` and `theirs`, both grown out of `base` (Maps of items by id). What only one side changed is taken from
// that side, property by property; where both changed the same property, mine stays and the conflict is told.
export function merge(base, mine, theirs) {
  const merged = new Map();
  const conflicts = [];
  for (const id of new Set([...theirs.keys(), ...mine.keys()])) {
    const [old, my, their] = [base.get(id), mine.get(id), theirs.get(id)];
    if (same(my, their) || same(their, old)) keep(merged, id, my);
    else if (same(my, old)) keep(merged, id, their);
    else if (!my || !their) {
      keep(merged, id, my ?? their); // deleted here, changed there: what still exists is kept
      conflicts.push({ id, mine: my ?? null, theirs: their ?? null, keys: [] });
    } else {
      const [item, keys] = mergeItem(old ?? {}, my, their);
      merged.set(id, item);
      if (keys.length) conflicts.push({ id, mine: item, theirs: { ...item, ...Object.fromEntries(keys.map((k) => [k, their[k]])) }, keys });
    }
  }
  restoreFloors(merged, base, mine, theirs);
  return { merged, conflicts };
}

function keep(map, id, item) {
  if (item) map.set(id, item);
}

function mergeItem(old, my, their) {
  const item = {};
  const keys = [];
  for (const key of new Set([...Object.keys(their), ...Object.keys(my)])) {
    if (same(my[key], their[key]) || same(their[key], old[key])) item[key] = my[key];
    else if (same(my[key], old[key])) item[key] = their[key];
    else if (["name", "short_name", "mounting"].includes(key) && my[key] && their[key]) {
      const [inner, clash] = mergeItem(old[key] ?? {}, my[key], their[key]); // a name in each language is a thing of its own
      item[key] = inner;
      if (clash.length) keys.push(key);
    } else {
      item[key] = my[key];
      keys.push(key);
    }
    if (item[key] === undefined) delete item[key];
  }
  return [item, keys];
}

// Nothing may lie on a floor, or lead to a room, that the other side deleted.
function restoreFloors(merged, ...sources) {
  const find = (id) => sources.map((map) => map.get(id)).find(Boolean);
  for (const item of [...merged.values()]) {
    for (const id of [item.level, ...(item.stops ?? [])]) {
      if (!id || merged.has(id) || !find(id)) continue;
      const lost = find(id);
      merged.set(id, lost);
      if (lost.level && !merged.has(lost.level) && find(lost.level)) merged.set(lost.level, find(lost.level));
    }
  }
}
