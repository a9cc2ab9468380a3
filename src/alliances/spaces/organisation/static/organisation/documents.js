// A dead network must not cost the choice of files: the page stays as it is and says so. Works without this file too.
(function () {
  "use strict";
  var form = document.getElementById("documents");
  var state = document.getElementById("upload-state");
  if (!form || !state || !window.fetch) return;
  form.addEventListener("submit", function (event) {
    var button = form.querySelector("[type=submit]");
    event.preventDefault();
    button.disabled = true;
    state.textContent = form.dataset.sending;
    fetch(location.pathname, {
      method: "POST",
      body: new FormData(form),
      credentials: "same-origin",
      headers: { Accept: "application/json" }
    }).then(function (response) {
      if ((response.headers.get("Content-Type") || "").indexOf("json") < 0) {
        form.submit();  // an unexpected answer is shown as a page
        return null;
      }
      return response.json().then(function (answer) {
        if (answer.url) { location.assign(answer.url); return; }
        state.textContent = answer.sentence;
        button.disabled = false;
      });
    }).catch(function () {
      state.textContent = form.dataset.offline;
      button.disabled = false;
    });
  });
})();
