// Saves the page of the form by itself. The page works without this file: the buttons save too.
// Nothing typed is lost: without network or once signed out, the text stays in this device until it is saved.
(function () {
  "use strict";
  var form = document.querySelector("form[data-autosave]");
  var state = document.getElementById("save-state");
  if (!form || !state || !window.fetch) return;
  var key = "alliances:draft:" + location.pathname.replace(/^\/en\//, "/");
  var leaving = null;  // the button pressed while a save was under way: it waits, or the page would contradict itself
  var timer = 0, busy = false, again = false, stopped = false, last = typed();
  var steady = Promise.resolve(), release = null;

  function fields() {
    return Array.prototype.filter.call(form.elements, function (field) {
      return field.name && field.type !== "hidden" && field.type !== "submit";
    });
  }

  function values() {
    var found = {};
    fields().forEach(function (field) {
      if (field.type === "checkbox") {
        found[field.name] = (found[field.name] || []).concat(field.checked ? [field.value] : []);
      } else if (field.type !== "radio" || field.checked) found[field.name] = field.value;
    });
    return found;
  }

  function typed() { return JSON.stringify(values()); }

  function say(text) { state.textContent = text; }

  function button(label, act) {
    var made = document.createElement("button");
    made.type = "button";
    made.className = "button button-quiet";
    made.textContent = label;
    made.addEventListener("click", act);
    state.appendChild(document.createTextNode(" "));
    state.appendChild(made);
  }

  // `sending`: the page is on its way; if the site's text has changed when one comes back, it has arrived.
  function keep(sending) {
    var copy = { values: values(), seen: form.elements.seen.value, sending: sending === true };
    try { localStorage.setItem(key, JSON.stringify(copy)); } catch (error) { /* no room: the page still holds the text */ }
  }

  function forget() {
    try { localStorage.removeItem(key); } catch (error) { /* nothing was kept */ }
  }

  function kept() {
    try { return JSON.parse(localStorage.getItem(key) || "null"); } catch (error) { return null; }
  }

  // The token of the cookie, not of the page: signing in again elsewhere changes it.
  function token() {
    var found = /(?:^|;\s*)csrftoken=([^;]+)/.exec(document.cookie);
    return found ? found[1] : form.elements.csrfmiddlewaretoken.value;
  }

  function note(answer) {
    form.elements.version.value = answer.version;
    form.elements.seen.value = answer.seen;
  }

  function showErrors(errors) {
    fields().forEach(function (field) {
      var box = field.closest(".field");
      var message = box && box.querySelector(".autosave-error");
      if (message) message.remove();
      var sentence = errors[field.name];
      if (!box || !sentence || box.querySelector(".field-error")) return;
      message = document.createElement("p");
      message.className = "field-error autosave-error";
      message.textContent = sentence;
      box.insertBefore(message, box.querySelector(".money-box") || (field.parentElement === box ? field : null));
    });
  }

  function saved(answer, sent) {
    note(answer);
    last = sent;
    forget();
    showErrors(answer.errors);
    var panel = document.getElementById("framework-rules");
    if (panel && answer.panel) panel.innerHTML = answer.panel;
    say(answer.sentence);
  }

  function conflict(answer) {
    stopped = true;
    keep();
    say(answer.sentence + " " + form.dataset.theirs);
    answer.theirs.forEach(function (other) {
      var quote = document.createElement("blockquote");
      quote.textContent = other.label + " " + other.text;
      state.appendChild(quote);
    });
    button(form.dataset.keepMine, function () {
      note(answer);
      stopped = false;
      save();
    });
  }

  function signedOut(sentence) {
    keep();
    say(sentence || form.dataset.signedOut);
    var link = document.createElement("a");
    link.href = form.dataset.login + "?next=" + encodeURIComponent(location.pathname);
    link.textContent = form.dataset.signIn;
    state.appendChild(document.createTextNode(" "));
    state.appendChild(link);
  }

  function answered(response, sent) {
    var readable = (response.headers.get("Content-Type") || "").indexOf("json") > 0;
    if (!readable) {
      keep();
      say(form.dataset.notSaved);
      return null;
    }
    return response.json().then(function (answer) {
      if (answer.state === "saved") saved(answer, sent);
      else if (answer.state === "conflict") conflict(answer);
      else if (answer.state === "signed_out") signedOut(answer.sentence);
      else { keep(); say(answer.sentence); }
    });
  }

  // A page that moves under a finger or a pressed button loses the click: what we say waits until it is lifted.
  document.addEventListener("pointerdown", function () {
    if (!release) steady = new Promise(function (lifted) { release = lifted; });
  }, true);
  ["pointerup", "pointercancel"].forEach(function (kind) {
    document.addEventListener(kind, function () {
      if (release) setTimeout(release);  // after the click
      release = null;
    }, true);
  });

  function save() {
    clearTimeout(timer);
    if (stopped) { keep(); return; }
    if (busy) { again = true; return; }
    var sent = typed();
    if (sent === last) return;
    busy = true;
    steady.then(function () { if (busy) say(form.dataset.saving); });
    var body = new FormData(form);
    body.delete("csrfmiddlewaretoken");
    fetch(location.pathname, {
      method: "POST",
      body: body,
      credentials: "same-origin",
      headers: { Accept: "application/json", "X-CSRFToken": token() }
    }).then(function (response) {
      return steady.then(function () { return answered(response, sent); });
    }).catch(function () {
      keep();
      say(form.dataset.offline);
    }).then(function () {
      busy = false;
      if (leaving) leave();
      else if (again) { again = false; save(); }
    });
  }

  form.addEventListener("input", function () {
    clearTimeout(timer);
    timer = setTimeout(save, 1500);
  });
  form.addEventListener("change", save);
  function leave() {
    var pressed = leaving;
    leaving = null;
    again = false;
    if (form.requestSubmit) { form.requestSubmit(pressed); return; }
    var act = document.createElement("input");  // older phones
    act.type = "hidden";
    act.name = pressed.name;
    act.value = pressed.value;
    form.appendChild(act);
    form.submit();
  }

  form.addEventListener("submit", function (event) {
    clearTimeout(timer);
    keep(true);
    if (!busy) return;
    event.preventDefault();
    leaving = event.submitter || form.querySelector("[type=submit]");
  });
  window.addEventListener("online", save);
  document.addEventListener("visibilitychange", function () { if (document.hidden) save(); });

  var found = kept();
  var arrived = found && found.sending && found.seen !== form.elements.seen.value;
  if (arrived || (found && JSON.stringify(found.values) === last)) forget();
  else if (found && found.values) {
    say(form.dataset.found);
    button(form.dataset.takeBack, function () {
      form.dispatchEvent(new CustomEvent("alliances:restore", { detail: found.values }));
      fields().forEach(function (field) {
        if (!(field.name in found.values)) return;
        if (field.type === "radio") field.checked = field.value === found.values[field.name];
        else if (field.type === "checkbox") field.checked = found.values[field.name].indexOf(field.value) >= 0;
        else field.value = found.values[field.name];
      });
      form.dispatchEvent(new Event("alliances:restored"));
      save();
    });
    button(form.dataset.forget, function () { forget(); say(""); });
  }
})();
