#!/bin/bash
# The last step of `make run`: becomes Threadline itself, so that Ctrl-C reaches it and nothing else is left behind.
# It shows the demo company unless DEMO=0, which begins a house of your own. Beyond this machine it speaks HTTPS, since browsers give the microphone
# to secure pages only: with the operator's TLS_CERT and TLS_KEY, or with a certificate made here.
set -euo pipefail
cd "$(dirname "$0")/.."
source tools/steps.sh

case ${HOST:-127.0.0.1} in
127.* | ::1 | localhost) ;;
*)
    if [[ -z ${TLS_CERT:-} && -z ${TLS_KEY:-} ]]; then
        made=${THREADLINE_VAR:-var}/tls
        tools/inside.sh python tools/certificate.py "$made"
        export TLS_CERT=$made/cert.pem TLS_KEY=$made/key.pem
    fi
    ;;
esac
step "Threadline …"
export DEMO=${DEMO:-1}
exec tools/inside.sh python app.py run
