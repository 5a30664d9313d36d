#!/bin/bash
# Sees to a browser for the tests: they start the program "chromium" on the PATH. That is the machine's own Chromium
# or Chrome; or Debian's, fetched into .venv with whatever libraries the machine lacks; or else Playwright's.
set -euo pipefail
cd "$(dirname "$0")/.."
source tools/steps.sh
source tools/apt.sh

readonly LAUNCHER=$PWD/.venv/bin/chromium
readonly COPY=$PWD/.venv/browser
export PLAYWRIGHT_BROWSERS_PATH=$COPY

main() {
    local program
    step "Browser for the tests …"
    exec 9<"$0" && flock 9
    PATH=$PWD/.venv/bin:$PATH
    for program in chromium google-chrome google-chrome-stable chromium-browser; do
        starts "$program" || continue
        [[ $program == chromium ]] || ln -sfn "$(command -v "$program")" "$LAUNCHER"
        note "$("$program" --version 2>/dev/null)"
        return
    done
    rm -rf "$COPY" "$LAUNCHER"
    debians || playwrights ||
        give_up "No browser could be fetched: install the package chromium (or google-chrome) yourself, then start again."
    note "$(chromium --version 2>/dev/null)"
}

# Ubuntu's package of that name may be a stub without a browser, so being there is not enough.
starts() { timeout 20 "$1" --version >/dev/null 2>&1; }

# The browser of the machine's own release, with all its libraries but the C library: that one has to be the very
# one of the loader, which is the machine's.
debians() {
    local apt=$COPY/apt
    # shellcheck disable=SC1091 # The machine's own description of itself.
    [[ $(source /etc/os-release && echo "$ID") == debian ]] || return
    note "fetching Chromium from Debian into .venv"
    mkdir -p "$apt"
    package_state "$apt" >"$apt/apt.conf"
    private_apt "$apt" update && private_apt "$apt" --yes --download-only install chromium fonts-dejavu-core || return
    rm "$apt"/cache/archives/libc6_*
    unpack "$apt" "$COPY"
    (cd "$COPY" && rm -rf apt bin sbin var usr/{bin,sbin} usr/share/{doc,icons,locale,man,perl})
    cat >"$LAUNCHER" <<END
#!/bin/sh
# Debian's Chromium from the copy, with the copy's libraries and fonts.
export LD_LIBRARY_PATH="$(find "$COPY/lib" "$COPY/usr/lib" -maxdepth 1 -name '*-linux-gnu*' | sed 'p; s,$,/pulseaudio,' | paste -sd :)"
export FONTCONFIG_FILE="$COPY/etc/fonts/fonts.conf" XDG_DATA_HOME="$COPY/usr/share"
exec "$COPY/usr/lib/chromium/chromium" "\$@"
END
    chmod +x "$LAUNCHER"
    starts chromium
}

playwrights() {
    note "fetching Chromium from Playwright into .venv"
    .venv/bin/python -m playwright install chromium >&2 || return
    ln -sfn "$(find "$COPY" -path '*/chromium-*' -name chrome -type f | head -n 1)" "$LAUNCHER"
    starts chromium && return
    note "it lacks libraries: '.venv/bin/python -m playwright install-deps chromium', run as root, brings them"
    return 1
}

main
