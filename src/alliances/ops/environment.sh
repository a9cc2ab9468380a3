# Sourced by ./run and ./test: finds or installs uv, then brings .venv up to the lock file.
# `$here` is the checkout. Everything is said on standard error.

UV_PIN=0.13.9
export UV_PYTHON_DOWNLOADS=never

say() { printf '%s\n' "$*" >&2; }

recent_enough() { # PROGRAM: true for uv 0.9 or newer
    version=$("$1" --version 2>/dev/null | sed -n 's/^uv \([0-9]*\)\.\([0-9]*\).*/\1 \2/p')
    [ -n "$version" ] || return 1
    [ "${version% *}" -gt 0 ] || [ "${version#* }" -ge 9 ]
}

find_uv() {
    for candidate in uv "$here/.boot/venv/bin/uv" "$here/.boot/target/bin/uv"; do
        if recent_enough "$candidate"; then
            uv=$candidate
            return 0
        fi
    done
    return 1
}

install_uv() {
    say "Installation de uv $UV_PIN (une seule fois) · Installing uv $UV_PIN (once)…"
    if ! command -v python3 >/dev/null 2>&1; then
        say "Il manque python3 (3.11 ou plus récent) · python3 (3.11 or newer) is missing."
        exit 1
    fi
    mkdir -p "$here/.boot"
    # Debian's own Python may lack venv, and refuses a plain « pip install »: a separate directory always works.
    if python3 -m venv "$here/.boot/venv" >/dev/null 2>&1 &&
        "$here/.boot/venv/bin/python" -m pip install --quiet "uv==$UV_PIN" >&2; then
        return
    fi
    rm -rf "$here/.boot/venv"
    if ! python3 -m pip install --quiet --target "$here/.boot/target" "uv==$UV_PIN" >&2; then
        say "uv ne s’installe pas. Sur Debian : apt-get install python3-venv, ou installez uv vous-même."
        say "uv cannot be installed. On Debian: apt-get install python3-venv, or install uv yourself."
        exit 1
    fi
}

ensure_environment() { # run | dev: the second adds the test tools, and the first never removes them
    wanted="$here $(cat "$here/uv.lock" "$here/pyproject.toml" | cksum)"
    for stamp in "$here/.venv/.synced-$1" "$here/.venv/.synced-dev"; do
        if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && [ -x "$here/.venv/bin/python" ]; then
            return
        fi
    done
    find_uv || { install_uv && find_uv; } || exit 1
    say "Préparation de l’environnement Python · Preparing the Python environment…"
    if [ "$1" = dev ]; then
        "$uv" sync --project "$here" --frozen --inexact >&2 || exit 1
    else
        "$uv" sync --project "$here" --frozen --inexact --no-dev >&2 || exit 1
        rm -f "$here/.venv/.synced-dev"
    fi
    printf '%s' "$wanted" >"$here/.venv/.synced-$1"
}
