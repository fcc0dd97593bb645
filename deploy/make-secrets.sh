#!/bin/sh
# Make what compose.yaml mounts as secrets, once: passwords, cookie secret, and a certificate to try with.
#
#     sh deploy/make-secrets.sh [name readers type, default localhost]
#
# A file that is there already is left alone, so your own certificate and your own settings stay.
set -eu

NAME="${1:-localhost}"
FOLDER="$(dirname "$0")/secrets"

random() {
    openssl rand -hex 32
}

keep_or_write() {
    if [ -e "$FOLDER/$1" ]; then
        echo "kept    $FOLDER/$1"
        cat >/dev/null
    else
        cat >"$FOLDER/$1"
        echo "written $FOLDER/$1"
    fi
}

# The folder is closed to other users of this machine; the files are open, because each container reads
# them as a user of its own.
mkdir -p "$FOLDER"
chmod 700 "$FOLDER"
umask 022

random | tr -d '\n' | keep_or_write database_password
keep_or_write config.toml <<END
# The same for every replica: it signs their cookies.
[server]
cookieSecret = "$(random)"
END
keep_or_write secrets.toml <<END
[hosting]
https = true

[snapshots]
publishing = true
url = "postgresql+psycopg://dashboard:$(cat "$FOLDER/database_password")@database:5432/snapshots"
END
if [ ! -e "$FOLDER/tls_key.pem" ]; then
    openssl req -x509 -newkey rsa:3072 -nodes -days 90 -subj "/CN=$NAME" -addext "subjectAltName=DNS:$NAME" \
        -keyout "$FOLDER/tls_key.pem" -out "$FOLDER/tls_certificate.pem" 2>/dev/null
    chmod 644 "$FOLDER/tls_key.pem"
    echo "written $FOLDER/tls_certificate.pem and tls_key.pem: signed by itself, for trying; put yours in their place"
fi
