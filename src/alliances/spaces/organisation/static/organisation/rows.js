// Rows that one adds and removes, amounts that add up as one types, characters left. The page works without this file:
// the same buttons send the form and the server answers.
(function () {
  "use strict";
  var form = document.querySelector("form[data-autosave]");
  if (!form) return;
  var SPACES = /[ \u00a0\u2009\u202f]/g;

  function changed() { form.dispatchEvent(new Event("change")); }

  function rowsOf(prefix) { return form.querySelector('[data-rows="' + prefix + '"]'); }

  // A new blank row after the last, with the next number.
  function add(prefix) {
    var holder = rowsOf(prefix);
    var last = holder.lastElementChild;
    var made = last.cloneNode(true);
    var number = Number(last.dataset.row.split("-")[1]) + 1;
    var before = last.dataset.row;
    var after = prefix + "-" + number;
    var place = holder.children.length + 1;
    made.dataset.row = after;
    made.querySelectorAll(".field-error").forEach(function (error) { error.remove(); });
    made.querySelectorAll("[id], [for], [name], [value], [aria-describedby]").forEach(function (node) {
      ["id", "for", "name", "aria-describedby"].forEach(function (key) {
        if (node.hasAttribute(key)) node.setAttribute(key, node.getAttribute(key).replace(before + "-", after + "-"));
      });
      if (node.name === "remove") node.value = after;
    });
    made.querySelectorAll("input, select").forEach(function (field) {
      field.removeAttribute("aria-invalid");
      if (field.type === "checkbox") field.checked = false;
      else if (field.tagName === "SELECT") field.selectedIndex = 0;
      else field.value = "";
    });
    made.querySelectorAll(".has-error").forEach(function (box) { box.classList.remove("has-error"); });
    made.querySelectorAll("legend.visually-hidden, .row-remove .visually-hidden").forEach(function (words) {
      words.textContent = words.textContent.replace(/\d+\s*$/, place);
    });
    holder.appendChild(made);
    return made;
  }

  function isBlank(row) {
    return Array.prototype.every.call(row.querySelectorAll("input:not([type=checkbox]), select"), function (field) {
      return field.name.slice(-7) === "-source" || !field.value.trim();
    });
  }

  form.addEventListener("click", function (event) {
    var button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.add) {
      event.preventDefault();
      var last = rowsOf(button.dataset.add).lastElementChild;
      (isBlank(last) ? last : add(button.dataset.add)).querySelector("input, select").focus();
    } else if (button.name === "remove") {
      event.preventDefault();
      var row = button.closest(".row");
      var prefix = row.parentElement.dataset.rows;
      if (row === row.parentElement.lastElementChild) add(prefix);
      var next = row.nextElementSibling;
      row.remove();
      if (next) next.querySelector("input, select").focus();
      changed();
      addUp();
    }
  });

  // A text kept in this device may hold more rows than the page: they are made before it comes back.
  form.addEventListener("alliances:restore", function (event) {
    Object.keys(event.detail).forEach(function (name) {
      var match = /^([a-z]+)-(\d+)-/.exec(name);
      if (!match || !rowsOf(match[1])) return;
      while (Number(rowsOf(match[1]).lastElementChild.dataset.row.split("-")[1]) < Number(match[2])) add(match[1]);
    });
  });
  form.addEventListener("alliances:restored", function () { addUp(); });

  // Integer cents of what was typed, as the server reads it; null when it cannot be read.
  function cents(text) {
    var bare = text.replace(SPACES, "").replace(/^\$|\$$/, "");
    if (/^\d{1,3}(,\d{3})+\.\d{1,2}$/.test(bare)) bare = bare.replace(/,/g, "");
    if (balance.dataset.english && /^\d{1,3},\d{3}$/.test(bare)) bare = bare.replace(",", "");
    if (/^\d{1,3}[.,]\d{3}$/.test(bare)) return null;
    var match = /^(\d+)(?:[.,](\d{1,2}))?$/.exec(bare);
    return match && match[1].length < 13 ? Number(match[1]) * 100 + Number(((match[2] || "") + "00").slice(0, 2)) : null;
  }

  var balance = document.getElementById("balance");

  function money(amount) {
    var whole = String(Math.floor(amount / 100)).replace(/\B(?=(\d{3})+$)/g, balance.dataset.english ? "," : "\u00a0");
    var rest = ("0" + (amount % 100)).slice(-2);
    return balance.dataset.english ? "$" + whole + "." + rest : whole + "," + rest + "\u00a0$";
  }

  function total(selector) {
    return Array.prototype.reduce.call(form.querySelectorAll(selector), function (sum, field) {
      return sum + (cents(field.value) || 0);
    }, 0);
  }

  function addUp() {
    if (!balance) return;
    var cost = total('[name^="cost-"][name$="-amount"]');
    var revenue = total('[name^="revenue-"][name$="-amount"], [name="requested"]');
    var state = cost > revenue ? "revenueMissing" : cost < revenue ? "costMissing" : cost ? "balanced" : "empty";
    var said = balance.dataset[state].replace("%(amount)s", money(Math.abs(cost - revenue)));
    balance.querySelector('[data-total="cost"]').textContent = money(cost);
    balance.querySelector('[data-total="revenue"]').textContent = money(revenue);
    balance.className = "balance is-" + state.replace("M", "_m");
    var line = balance.querySelector("[data-balance]");
    if (line.textContent !== said) line.textContent = said;
  }

  function count(field) {
    var limit = Number(field.dataset.longest);
    var line = field.parentElement.querySelector(".counter");
    if (!line) {
      line = document.createElement("p");
      line.className = "counter";
      field.insertAdjacentElement("afterend", line);
    }
    var left = limit - Array.from(field.value).length;
    var words = left < 0 ? form.dataset.over : form.dataset.left;
    line.textContent = words.replace("{count}", Math.abs(left).toLocaleString(document.documentElement.lang));
    line.classList.toggle("is-over", left < 0);
  }

  form.addEventListener("input", function (event) {
    addUp();
    if (event.target.dataset.longest) count(event.target);
    var row = event.target.closest(".row");
    if (row && row === row.parentElement.lastElementChild && !isBlank(row)) add(row.parentElement.dataset.rows);
  });
  form.querySelectorAll("[data-longest]").forEach(count);
  addUp();
})();
