// Optional shortcuts: / looks for something, n begins a new matter, j and k go down and up a list.
document.addEventListener("keydown", (event) => {
  const at = event.target;
  if (event.ctrlKey || event.metaKey || event.altKey || at.matches("input, select, textarea, [contenteditable]")) return;
  const rows = [...document.querySelectorAll("main tbody th a")];
  const here = rows.indexOf(document.activeElement);
  const acts = {
    "/": () => document.querySelector("header [type=search]"),
    n: () => document.querySelector("main a.main[href*='/new/'], header a.new"),
    j: () => rows[Math.min(here + 1, rows.length - 1)],
    k: () => rows[Math.max(here - 1, 0)],
  };
  const found = acts[event.key]?.();
  if (!found) return;
  event.preventDefault();
  found.focus();
  if (event.key === "n") found.click();
});
// The figure that is looked at is overwritten by the first digit typed; Enter accepts it as it stands.
const overwrite = (at) => at?.matches(".settle input[name=value]") && at.select();
document.addEventListener("focusin", (event) => overwrite(event.target));
overwrite(document.activeElement);
