# shellcheck shell=bash
# Fetches packages beside the machine's own package state, without root: nothing is installed. Sourced, never run.

# package_state FOLDER: settings that keep lists and downloads in FOLDER, for a system with nothing installed yet.
# They are read after the machine's own settings, so that its proxy and certificates stay in force. The cleared lists
# are commands that some machines run after an update, and they want root. A mirror may be a frozen one, past its
# date: its signature is checked all the same.
package_state() {
    local arch
    arch=$(dpkg --print-architecture)
    mkdir -p "$1"/{state/lists/partial,cache/archives/partial}
    : >"$1/status"
    cat <<END
Dir::State "$1/state";
Dir::State::status "$1/status";
Dir::Cache "$1/cache";
Dir::Log "$1";
APT::Architecture "$arch";
#clear APT::Architectures;
APT::Architectures { "$arch"; };
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
#clear Acquire::IndexTargets::deb::DEP-11;
APT::Install-Recommends "false";
APT::Sandbox::User "";
Acquire::Check-Valid-Until "false";
Acquire::Languages "none";
Acquire::Retries "2";
Acquire::http::Timeout "30";
Acquire::https::Timeout "30";
END
}

# private_apt FOLDER ARGUMENT...: apt-get on the state in FOLDER. It says something only when it fails, and why.
private_apt() {
    local folder=$1 && shift
    apt-get -c "$folder/apt.conf" -qq -o APT::Update::Error-Mode=any "$@" >"$folder/log" 2>&1 </dev/null && return
    grep -E '^(E|W|Err)' "$folder/log" | head -n 5 >&2
    return 1
}

# unpack FOLDER TO: the files of every package that was fetched into FOLDER; no package script runs.
unpack() {
    local package
    for package in "$1"/cache/archives/*.deb; do
        dpkg --extract "$package" "$2"
    done
}
