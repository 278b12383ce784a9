#!/bin/sh
# Starts the emulated cloud, lets an integration follow it, plugs a car in, and expects the integration to say so.
# Usage: rehearse.sh <command that starts the integration>
set -eu
# Not npx, which leaves the emulator running when it is stopped itself.
emulator="${EMULATOR:-node_modules/.bin/fairlead emulator --bus-tls on}"
export ZAPTEC_URL="http://127.0.0.1:${FAIRLEAD_EMULATOR_PORT:-8710}"
dir="$(mktemp -d)"
started=""
clean_up() {
  for pid in $started; do kill "$pid" 2>/dev/null || true; done
  wait
  rm -r "$dir"
}
trap clean_up EXIT

patience_s="${PATIENCE_S:-30}"
# Waits for a command to succeed.
until_true() {
  for _ in $(seq $((patience_s * 5))); do
    if "$@" >/dev/null 2>&1; then return; fi
    sleep 0.2
  done
  echo "Waited $patience_s s in vain: $*" >&2
  cat "$dir"/*.log >&2
  exit 1
}
control() { curl --silent --show-error --fail "$ZAPTEC_URL/_emulator$1" --request "${2:-GET}"; }
pick() { node -pe "const told = JSON.parse(require('fs').readFileSync(0)); $1"; }

# 1. In the background: the same seed is the same world, on any machine.
$emulator --seed 7 --chargers 3 --data-dir "$dir/cloud" >"$dir/emulator.log" 2>&1 &
started="$!"

# 2. Ready when it says how to stop it: both doors are open, and ca.pem is written.
until_true grep --quiet 'Stop with' "$dir/emulator.log"

# 3. Who logs in, and a charger that is free (mode 1).
owner="$(control /accounts)"
ZAPTEC_USERNAME="$(echo "$owner" | pick told.owner.username)"
ZAPTEC_PASSWORD="$(echo "$owner" | pick told.owner.password)"
ZAPTEC_USER_GROUP="$(echo "$owner" | pick 'told.owner.userGroupIds[0]')"
export ZAPTEC_USERNAME ZAPTEC_PASSWORD ZAPTEC_USER_GROUP CA_FILE="$dir/cloud/ca.pem" NODE_EXTRA_CA_CERTS="$dir/cloud/ca.pem"
charger="$(control /chargers | pick 'told.find(({ mode }) => mode === 1).id')"

# 4. The integration, then a car.
"$@" >"$dir/integration.log" 2>&1 &
started="$started $!"
until_true grep --quiet following "$dir/integration.log"
control "/chargers/$charger/plug" POST

# 5. What it must have seen: that charger left mode 1.
until_true grep --quiet "\"ChargerId\":\"$charger\",\"StateId\":710,.*\"ValueAsString\":\"[235]\"" "$dir/integration.log"
echo "seen: the car at $charger"

# 6. And behaved: every call as the Fair Use policy judges it.
broken="$(control /findings | pick 'told.verdicts.filter(({ verdict }) => verdict === "broken").map(({ clause }) => clause).join(" ")')"
if [ -n "$broken" ]; then
  echo "The integration broke the Fair Use policy: $broken" >&2
  exit 1
fi
