// Small comforts. Every page works without this file.
(function () {
  "use strict";
  document.documentElement.classList.add("js");

  // On a narrow screen the menus fold behind a button; without this file they stay unfolded.
  function foldMenus() {
    var button = document.querySelector(".menu-button");
    var header = document.querySelector(".site-header");
    if (!button || !header) return;
    button.hidden = false;
    button.addEventListener("click", function () {
      var open = button.getAttribute("aria-expanded") !== "true";
      button.setAttribute("aria-expanded", String(open));
      header.classList.toggle("is-open", open);
    });
  }

  // The account menu closes with Escape, and when one clicks elsewhere.
  function closeAccountMenu() {
    var menu = document.querySelector(".account-menu");
    if (!menu) return;
    document.addEventListener("click", function (event) {
      if (!menu.contains(event.target)) menu.open = false;
    });
    menu.addEventListener("keydown", function (event) {
      if (event.key !== "Escape") return;
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  }

  // After a refused form, the reader lands on the summary of what to correct.
  function focusErrors() {
    var summary = document.querySelector(".error-summary");
    if (summary && document.title.indexOf("Err") === 0) summary.focus();
  }

  // A part that says data-refresh asks for its page again every so many seconds, until the page no longer says so.
  function followWork() {
    var part = document.querySelector("[data-refresh]");
    if (!part || !window.fetch) return;
    setTimeout(function () {
      fetch(location.href, {credentials: "same-origin"}).then(function (answer) {
        if (!answer.ok || answer.redirected) throw new Error(answer.status);
        return answer.text();
      }).then(function (text) {
        var fresh = new DOMParser().parseFromString(text, "text/html");
        var found = fresh.querySelector('[aria-label="' + part.getAttribute("aria-label") + '"]');
        if (found) part.replaceWith(document.importNode(found, true));
      }).catch(function () {}).then(followWork);
    }, 1000 * Number(part.getAttribute("data-refresh")));
  }

  document.addEventListener("DOMContentLoaded", function () {
    followWork();
    foldMenus();
    closeAccountMenu();
    focusErrors();
  });
})();
