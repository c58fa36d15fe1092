# shellcheck shell=bash
# For docker/try: the service in its containers, and what has to be true of it there.

api=http://$API_ADDRESS/api/v1
proxied=http://$PROXY_ADDRESS/api/v1

one() { "${compose[@]}" -f "$site/docker/compose.yaml" "$@"; }
both() { "${compose[@]}" -f "$site/docker/compose.yaml" -f "$site/docker/compose.scale.yaml" "$@"; }

container() { both ps --quiet "$1"; }
health() { "${docker[@]}" inspect --format '{{.State.Health.Status}}' "$(container "$1")"; }
is_healthy() { [ "$(health "$1")" = healthy ]; }
await() { within 90 is_healthy "$1" || fail "$1 did not get healthy"; }

# from_here COMMAND...: where published ports are.
from_here() { if [ "$by_hand" = yes ]; then in_network "$@"; else "$@"; fi; }

# status URL [CURL'S OPTION...]: the answer's status.
status() { from_here curl --silent --output /dev/null --write-out '%{http_code}' --max-time 30 "${@:2}" "$1"; }

build_service() {
  local network=()
  [ "$by_hand" = no ] || network=(--network=host)
  say "building the image, profile $profile"
  "${docker[@]}" build "${network[@]}" --build-arg PROFILE="$profile" --build-arg REVISION="$(git rev-parse HEAD)" \
    --tag fazhi:try "$site" >"$work/build.log" 2>&1 || { tail -n 30 "$work/build.log" >&2; fail "the image does not build"; }
  say "image: $("${docker[@]}" image inspect --format '{{.Size}}' fazhi:try | awk '{ printf "%.0f MB", $1 / 1e6 }')," \
    "of which its base has $("${docker[@]}" image inspect --format '{{.Size}}' debian:bookworm-slim | awk '{ printf "%.0f MB", $1 / 1e6 }')"
}

try_one_instance() {
  "$site/docker/init" >/dev/null
  start_one
  say "healthy; loading the demo county"
  # Not piped: the tokens are kept, and a failure is seen.
  one exec -T fazhi fazhi demo >"$work/tokens"
  officer=$(awk '$1 == "officer" { print $3 }' "$work/tokens")
  clerk=$(awk '$1 == "clerk" && $2 == 540526201 { print $3 }' "$work/tokens")
  check_figures "$api"
  check_confinement
  check_pdf
  say "memory: $("${docker[@]}" stats --no-stream --format '{{.Name}} {{.MemUsage}}' | tr '\n' ';')"
  try_backup
}

start_one() {
  say "starting compose.yaml"
  one up --detach --no-build >>"$work/compose.log" 2>&1 || fail "compose.yaml does not start"
  await fazhi
}

# Everything is lost but the backup; with it, the token is good again.
try_backup() {
  one exec -T fazhi fazhi backup - >"$work/backup" 2>>"$work/compose.log" || fail "no backup could be made"
  say "backup: $(wc -c <"$work/backup") bytes; losing the database"
  one down --volumes >>"$work/compose.log" 2>&1
  start_one
  one run --rm -T fazhi restore --verify - <"$work/backup" >"$work/restored" 2>>"$work/compose.log" ||
    fail "the backup could not be restored"
  say "$(tail -n 1 "$work/restored")"
  one restart fazhi >>"$work/compose.log" 2>&1
  await fazhi
  check_figures "$api"
}

check_figures() {
  local got
  got=$(status "$1/regions/540526/figures?year=2024" --header "Authorization: Bearer $officer")
  [ "$got" = 200 ] || fail "figures at $1 answered $got"
  got=$(status "$1/regions/540526/figures?year=2024")
  [ "$got" = 401 ] || fail "figures without a token at $1 answered $got"
  say "figures of 540526 for 2024 at $1: 200; without a token: 401"
}

# The image has the typesetter and its fonts.
check_pdf() {
  one exec -T fazhi fazhi report compose --region 540526201 --year 2024 --format pdf >"$work/report.pdf" 2>>"$work/compose.log" ||
    fail "no report could be made as PDF"
  [ "$(head -c 5 "$work/report.pdf")" = %PDF- ] || fail "a report as PDF is none"
  say "a report as PDF: $(wc -c <"$work/report.pdf") bytes"
}

# What the compose files promise of the container, as seen from inside.
check_confinement() {
  local seen
  # shellcheck disable=SC2016 # expanded in the container
  seen=$(one exec -T fazhi sh -c 'id -u; grep -E "^(CapEff|NoNewPrivs)" /proc/self/status; touch /x 2>&1' | tr -s '\n\t' ' ' || true)
  case $seen in
    "10001 CapEff: 0000000000000000 NoNewPrivs: 1 "*"Read-only file system"*) say "confined: $seen" ;;
    *) fail "the container is not confined as it should be: $seen" ;;
  esac
}

try_two_instances() {
  say "starting compose.scale.yaml on top"
  both up --detach --no-build >>"$work/compose.log" 2>&1 || fail "compose.scale.yaml does not start"
  await fazhi-2
  within 30 check_proxy || fail "the proxy does not answer"
  check_figures "$proxied"
  try_restarts_under_load
}

check_proxy() { [ "$(status "${proxied%/api/v1}/readyz")" = 200 ]; }

show_trouble() {
  [ -e "$work/compose.log" ] || return 0 # nothing was started yet
  tail -n 20 "$work/compose.log" >&2 || true
  both ps >&2 || true
  both logs --tail=30 >&2 || true
}
