#!/bin/sh
# Bring .venv up to date: make it where there is none, install each named file of requirements that changed.
#
#     sh tools/prepare.sh requirements.txt [requirements-dev.txt]
#
# What is installed is remembered as a copy of the file inside .venv; file times are not asked, git changes them.
set -eu

WANTED="3.11"
LOCK=deploy/requirements.lock
NAMES="python3 python3.13 python3.12 python3.11 python3.14 python"

stop() {
    printf '%s\n' "$1" >&2
    exit 1
}

new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

find_python() {
    for name in $NAMES; do
        if new_enough "$name"; then
            command -v "$name"
            return
        fi
    done
}

found_versions() {
    for name in $NAMES; do
        "$name" -c 'import sys; print("%d.%d.%d" % sys.version_info[:3])' 2>/dev/null || true
    done | sort -u | paste -s -d ' ' -
}

debian_root() {
    command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]
}

install_debian() {
    echo "Installing $* from Debian."
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$@" >/dev/null
}

choose_python() {
    python=$(find_python)
    if [ -z "$python" ] && [ -z "$(found_versions)" ] && debian_root; then
        install_debian python3 python3-venv
        python=$(find_python)
    fi
    if [ -z "$python" ]; then
        versions=$(found_versions)
        stop "This needs Python $WANTED or newer, and here is ${versions:-none}: install a newer one from https://www.python.org/downloads/ and try again."
    fi
}

make_venv() {
    choose_python
    # Debian keeps what venv needs in a package of its own.
    if ! "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then
        debian_root || stop "Python's venv is missing here: install it (on Debian and Ubuntu: sudo apt install python3-venv) and try again."
        install_debian python3-venv
    fi
    echo "Making .venv with $("$python" --version)."
    "$python" -m venv --clear .venv
}

# The lock holds the hashes of wheels for Python 3.11 to 3.14 on Linux and macOS; elsewhere versions alone are held.
is_locked() {
    [ "$1" = requirements.txt ] && [ -f "$LOCK" ] || return 1
    case "$(uname -s)" in Linux | Darwin) ;; *) return 1 ;; esac
    .venv/bin/python -c 'import sys; sys.exit(sys.version_info >= (3, 15))'
}

install() {
    stamp=".venv/installed-$1"
    if cmp -s "$1" "$stamp" && { ! is_locked "$1" || cmp -s "$LOCK" "$stamp.lock"; }; then
        return
    fi
    rm -f "$stamp" "$stamp.lock"
    echo "Installing $1 into .venv; the first time this takes a few minutes."
    if is_locked "$1"; then
        .venv/bin/python -m pip install --quiet --disable-pip-version-check --only-binary=:all: \
            --require-hashes --no-deps -r "$LOCK"
        cp "$LOCK" "$stamp.lock"
    else
        .venv/bin/python -m pip install --quiet --disable-pip-version-check -r "$1"
    fi
    cp "$1" "$stamp"
}

if ! new_enough .venv/bin/python || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    make_venv
fi
for file in "$@"; do
    install "$file"
done
