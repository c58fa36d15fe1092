# shellcheck shell=bash
# A Docker engine started by hand, for docker/try: everything of it lies in $work, and it ends with the script.
#
# For building it runs in the host's network, without a bridge, so that it changes nothing of the host's and what it
# builds reaches the package registries. For running containers it has a network namespace of its own, with bridges and
# packet filters that are gone with it.

netns=fazhi-try-$$
engine_pid=

# in_network COMMAND...: where the containers' published ports are.
in_network() { nsenter --net="/run/netns/$netns" "$@"; }

make_network() {
  ip netns add "$netns"
  in_network ip link set lo up
}

# start_engine building | running
start_engine() {
  local at=(dockerd --data-root="$work/data" --exec-root="$work/exec" --pidfile="$work/engine.pid" --host="$DOCKER_HOST")
  if [ "$1" = building ]; then
    at+=(--bridge=none --iptables=false --ip6tables=false --ip-forward=false --ip-masq=false)
  else
    # Not `ip netns exec`, which would hide the control groups.
    at=(nsenter --net="/run/netns/$netns" "${at[@]}")
  fi
  "${at[@]}" >>"$work/engine.log" 2>&1 &
  engine_pid=$!
  within 30 "${docker[@]}" info || { tail -n 20 "$work/engine.log" >&2; fail "the Docker engine did not start"; }
}

stop_engine() {
  [ -n "$engine_pid" ] || return 0
  kill "$engine_pid" 2>/dev/null || true
  wait "$engine_pid" 2>/dev/null || true
  engine_pid=
}

# The mounts that the engine left, innermost first.
leftover_mounts() { awk -v below="$work/" 'index($2, below) == 1 { print $2 }' /proc/self/mounts | tac; }

remove_network() {
  if [ -e "/run/netns/$netns" ]; then ip netns delete "$netns"; fi
}

unmount_leftovers() {
  local mount
  leftover_mounts | while IFS= read -r mount; do umount "$mount"; done
}
