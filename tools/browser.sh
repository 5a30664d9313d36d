#!/bin/bash
# Sees to a browser for the tests: they start the program "chromium" on the PATH. That is the machine's own Chromium
# or Chrome, or else one that Playwright fetches into .venv.
set -euo pipefail
cd "$(dirname "$0")/.."
source tools/steps.sh

readonly LINK=$PWD/.venv/bin/chromium
export PLAYWRIGHT_BROWSERS_PATH=$PWD/.venv/browsers

main() {
    local program
    step "Browser for the tests …"
    PATH=$PWD/.venv/bin:$PATH
    for program in chromium google-chrome google-chrome-stable chromium-browser; do
        starts "$program" || continue
        [[ $program == chromium ]] || ln -sfn "$(command -v "$program")" "$LINK"
        note "$(chromium --version 2>/dev/null)"
        return
    done
    note "downloading Chromium into .venv"
    .venv/bin/python -m playwright install chromium >&2 ||
        give_up "Chromium could not be downloaded: install the package chromium (or google-chrome) yourself, then start again."
    ln -sfn "$(find "$PLAYWRIGHT_BROWSERS_PATH" -path '*/chromium-*' -name chrome -type f | head -n 1)" "$LINK"
    starts chromium ||
        give_up "The downloaded Chromium lacks libraries of this machine: install the package chromium yourself, or run '.venv/bin/python -m playwright install-deps chromium' as root, then start again."
}

# Ubuntu's package of that name may be a stub without a browser, so being there is not enough.
starts() { timeout 20 "$1" --version >/dev/null 2>&1; }

main
