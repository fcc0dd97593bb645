#!/bin/sh
# Host the dashboard on one Debian or Ubuntu machine: TLS on port 443, the server behind it, both started with the machine.
#
#     sudo sh deploy/install-linux.sh magnesium.hospital.example
#     sudo sh deploy/install-linux.sh --root FOLDER magnesium.hospital.example     everything under FOLDER, nothing started
#
# Run it again after an update: settings and certificate stay, the program is replaced and both services start anew.
set -eu

ROOT=""
if [ "${1:-}" = --root ]; then
    ROOT="$2"
    shift 2
fi
NAME="${1:-}"
SOURCE="$(cd "$(dirname "$0")/.." && pwd)"
PROGRAM="$ROOT/opt/magnesium-explorer"
SETTINGS="$ROOT/etc/magnesium-explorer"
STATE="$ROOT/var/lib/magnesium-explorer"
UNITS="$ROOT/etc/systemd/system"

stop() {
    printf '%s\n' "$1" >&2
    exit 1
}

case "$NAME" in
    "" | *[!a-z0-9.-]*) stop "Say the name that readers type, in lower case: sudo sh deploy/install-linux.sh magnesium.hospital.example" ;;
esac
if [ -z "$ROOT" ]; then
    [ "$(id -u)" = 0 ] || stop "This needs root: sudo sh deploy/install-linux.sh $NAME"
    command -v systemctl >/dev/null 2>&1 || stop "This machine has no systemd: see docs/hosting.md for a container."
    if command -v apt-get >/dev/null 2>&1; then
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq nginx-light openssl python3-venv >/dev/null
    fi
    command -v nginx >/dev/null 2>&1 || stop "Install nginx and openssl first, then try again."
fi

# What was there before is asked for, so that settings and certificates of an earlier run stay.
write_once() {
    if [ -e "$1" ]; then
        echo "kept    $1"
        cat >/dev/null
    else
        (umask 077 && cat >"$1")
        echo "written $1"
    fi
}

install_program() {
    mkdir -p "$PROGRAM"
    for part in lib pages data tools deploy .streamlit; do
        rm -rf "${PROGRAM:?}/$part"
        cp -R "$SOURCE/$part" "$PROGRAM/$part"
    done
    rm -rf "$PROGRAM/.streamlit/secrets.toml" "$PROGRAM/deploy/secrets"
    cp "$SOURCE/app.py" "$SOURCE/requirements.txt" "$PROGRAM"
    (cd "$PROGRAM" && sh tools/prepare.sh requirements.txt)
    # The service may write no file there.
    (cd "$PROGRAM" && .venv/bin/python -m compileall -q app.py lib pages data)
    echo "written $PROGRAM"
}

write_settings() {
    mkdir -p "$STATE/.streamlit" "$SETTINGS"
    chmod 700 "$STATE"
    write_once "$STATE/.streamlit/config.toml" <<END
[server]
cookieSecret = "$(openssl rand -hex 32)"
allowedHosts = ["$NAME"]
END
    write_once "$STATE/.streamlit/secrets.toml" <<END
[hosting]
https = true

[snapshots]
publishing = false
END
}

write_proxy() {
    if [ ! -e "$SETTINGS/tls_key.pem" ]; then
        (umask 077 && openssl req -x509 -newkey rsa:3072 -nodes -sha256 -days 365 -subj "/CN=$NAME" \
            -addext "subjectAltName=DNS:$NAME" -keyout "$SETTINGS/tls_key.pem" -out "$SETTINGS/tls_certificate.pem" \
            2>/dev/null)
        echo "written $SETTINGS/tls_certificate.pem: to try with; put your own certificate and key in its place"
    fi
    CREDENTIALS=/run/credentials/magnesium-explorer-proxy.service
    sed -e "s|listen 8080;|listen 80;|" -e "s|listen 8443 ssl|listen 443 ssl|" \
        -e "s|server_name _;  # yours.*|server_name $NAME;|" \
        -e "s|server dashboard-1:8501|server 127.0.0.1:8501|" -e "/server dashboard-2:8501/d" \
        -e "s|/run/secrets/|$CREDENTIALS/|" "$SOURCE/deploy/nginx/nginx.conf" >"$SETTINGS/nginx.conf"
    echo "written $SETTINGS/nginx.conf"
}

install_program
write_settings
write_proxy
mkdir -p "$UNITS"
cp "$SOURCE/deploy/systemd/"*.service "$UNITS"
if [ -z "$ROOT" ]; then
    systemctl daemon-reload
    systemctl enable magnesium-explorer magnesium-explorer-proxy
    systemctl restart magnesium-explorer magnesium-explorer-proxy
fi
echo "Readers open https://$NAME once this name leads to this machine and ports 80 and 443 are open."
