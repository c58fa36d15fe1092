# shellcheck shell=bash
# For docker/try: a bounded load through the proxy while instances stop and start.

longest=240 # seconds, whatever happens
workers=()

# repeat NAME COMMAND...: runs it until $work/enough is there, noting what it prints.
repeat() {
  local name=$1 end=$((SECONDS + longest))
  shift
  while [ ! -e "$work/enough" ] && [ "$SECONDS" -lt "$end" ]; do "$@"; done >"$work/load.$name" 2>"$work/load.$name.errors"
}

answers=(--silent --show-error --output /dev/null --write-out '%{http_code}\n' --max-time 30)

# Fifty reads of the county's figures on one connection; curl does not send what follows the #.
read_figures() {
  from_here curl "${answers[@]}" --rate 40/s --header "Authorization: Bearer $officer" \
    "$proxied/regions/540526/figures?year=2024&by=township#[1-50]"
}

# Ten records, each with a key, so that the proxy may send it again.
write_records() {
  local number
  for number in 1 2 3 4 5 6 7 8 9 10; do
    [ "$number" = 1 ] || echo next
    cat <<CONFIG
url = "$proxied/activities"
silent
show-error
output = "/dev/null"
write-out = "%{http_code}\n"
max-time = 30
header = "Authorization: Bearer $clerk"
header = "Content-Type: application/json"
header = "X-Change-Reason: late"
header = "Idempotency-Key: try-$SECONDS-$RANDOM-$number"
data = "{\"township_code\":\"540526201\",\"kind\":\"training\",\"held_on\":\"2024-05-20\",\"title\":\"$marker\",\"organising_body\":\"all_cadres\",\"form\":\"lecture\"}"
CONFIG
  done | from_here curl --config -
  sleep 0.5
}

end_load() {
  local worker
  : >"$work/enough"
  for worker in "${workers[@]}"; do wait "$worker" || true; done
  workers=()
}

# As an operator does for a moment's work on the host.
restart() {
  say "stopping $1"
  both stop "$1" >>"$work/compose.log" 2>&1
  sleep 5
  say "starting $1"
  both start "$1" >>"$work/compose.log" 2>&1
  back "$1"
}

# As for a new release: the container is made anew, under another address.
replace() {
  say "replacing $1"
  both up --detach --no-build --no-deps --force-recreate "$1" >>"$work/compose.log" 2>&1
  back "$1"
}

back() {
  await "$1"
  sleep 5 # the proxy sees it, and sends it its share
}

# requests SERVICE: how many its container has answered since the load began.
requests() { "${docker[@]}" logs --since "$began" "$(container "$1")" 2>&1 | grep -c '/api/v1/' || true; }

try_restarts_under_load() {
  local name
  marker="try $RANDOM$RANDOM"
  began=$(date --utc +%Y-%m-%dT%H:%M:%SZ)
  rm -f "$work"/enough "$work"/load.*
  say "load through the proxy: four readers and a writer"
  for name in reader-1 reader-2 reader-3 reader-4; do repeat $name read_figures & workers+=($!); done
  repeat writer write_records & workers+=($!)
  sleep 5
  restart fazhi
  replace fazhi-2
  end_load
  judge_load
}

judge_load() {
  local failed written stored
  say "answers: $(cat "$work"/load.reader-? "$work/load.writer" | sort | uniq -c | awk '{ printf "%s×%s ", $1, $2 }')"
  say "of these $(requests fazhi) by the first instance, $(requests fazhi-2) by the new container of the second"
  failed=$(cat "$work"/load.reader-? "$work/load.writer" | grep -cvE '^20[01]$' || true)
  cat "$work"/load.*.errors >&2
  [ "$failed" -eq 0 ] || fail "$failed requests failed"
  written=$(grep -c '^201$' "$work/load.writer")
  stored=$(from_here curl --silent --get --header "Authorization: Bearer $clerk" "$proxied/activities" \
    --data year=2024 --data count=exact --data limit=1 --data-urlencode q="$marker" | sed 's/.*"total":\([0-9]*\).*/\1/')
  [ "$stored" = "$written" ] || fail "$written records were entered, $stored are there"
  say "every request was answered, every record entered is there once ($stored)"
}
