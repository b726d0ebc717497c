// A page shows what a form leads to while it is typed (docs/developer.md). htmx asks and puts the answer into #live;
// here stands what it must not put in, and what is said instead.
const live = () => document.getElementById("live");
const formOf = (region) => region.closest("form") ?? document.querySelector(region.getAttribute("hx-include"));
const typed = (form) => new URLSearchParams(new FormData(form)).toString();
const sent = new WeakMap();
let leaving = false; // a form is on its way: nothing is asked any more
let renewed = false; // the page's proof of origin was fetched anew, and not yet used

const say = (name) => live().replaceChildren(document.getElementById(name).content.cloneNode(true));
const again = () => formOf(live()).dispatchEvent(new Event("input"));

// Who logged in again, in another window, has another proof of origin: the forms of this page get it too.
async function renew() {
  renewed = true;
  const answer = await fetch(location.href);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("main [name=csrfmiddlewaretoken]");
  if (answer.redirected || !fresh) return;
  for (const one of document.querySelectorAll("[name=csrfmiddlewaretoken]")) one.value = fresh.value;
  again();
}

// A word that is still being composed is no word yet. Who types is still here: what was sent was a download.
document.addEventListener("input", (event) => {
  leaving = false;
  if (event.isComposing) event.stopPropagation();
}, true);
document.addEventListener("submit", () => { leaving = true; });
window.addEventListener("pageshow", () => { leaving = false; });
document.addEventListener("visibilitychange", () => {
  if (!document.hidden && live()?.querySelector("a[target=_blank]")) renew();
});

document.addEventListener("htmx:beforeRequest", (event) => {
  if (leaving) event.preventDefault();
  sent.set(event.detail.xhr, typed(formOf(event.detail.elt)));
});
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, requestConfig, pathInfo } = event.detail;
  if (event.detail.isError) return;
  const [came, wanted] = [xhr.responseURL, pathInfo.finalRequestPath].map((one) => new URL(one, location).pathname);
  const login = document.getElementById("live-login").content.querySelector("a").getAttribute("href");
  if (came !== wanted) say(came === login ? "live-login" : "live-failed");
  // Something was typed since: the answer is about what no longer stands there, and the next is on its way.
  event.detail.shouldSwap = came === wanted && sent.get(xhr) === typed(formOf(requestConfig.elt));
  renewed &&= !event.detail.shouldSwap;
});
document.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.status === 403 && !renewed) renew();
  else say("live-failed");
});
for (const name of ["htmx:sendError", "htmx:timeout"]) document.addEventListener(name, () => say("live-failed"));
// A part beside the region is left alone while somebody types in it; what is unfolded or has the focus stays so.
document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const { target, fragment } = event.detail;
  const at = target.contains(document.activeElement) ? document.activeElement : null;
  if (at?.matches("textarea, input:not([type=radio], [type=checkbox])")) event.detail.shouldSwap = false;
  for (const one of fragment.querySelectorAll("details[id]")) one.open ||= document.getElementById(one.id)?.open ?? false;
  if (at?.id) fragment.querySelector(`#${CSS.escape(at.id)}`)?.closest("details")?.setAttribute("open", "");
});
// What is shown at the bottom does not hide the field in which somebody is.
document.addEventListener("htmx:afterSwap", () => {
  const at = document.activeElement.getBoundingClientRect(), region = live().getBoundingClientRect();
  const hidden = at.bottom - (innerHeight - region.height);
  if (live().matches(".live") && at.top < region.bottom && at.height < innerHeight / 2 && hidden > 0) scrollBy(0, hidden + 8);
});
