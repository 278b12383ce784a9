#!/bin/sh
# Logs in, lists the chargers, reads the state of one, and says where its events come from. curl speaks no AMQP.
set -eu
base="${ZAPTEC_URL:-https://api.zaptec.com}"
agent='my-integration/1.0 (you@example.org)'

# --retry waits as long as Retry-After says after a 429.
ask() { curl --silent --show-error --fail --retry 4 --user-agent "$agent" "$@"; }
# Picks from the JSON on standard input; jq does as well.
pick() { node -pe "const told = JSON.parse(require('fs').readFileSync(0)); $1"; }

token="$(ask --data-urlencode grant_type=password --data-urlencode "username=$ZAPTEC_USERNAME" \
  --data-urlencode "password=$ZAPTEC_PASSWORD" "$base/oauth/token" | pick told.access_token)"
get() { ask --header "Authorization: Bearer $token" "$base$1"; }

chargers="$(get /api/chargers)"
echo "$(echo "$chargers" | pick told.Data.length) chargers"
charger="$(echo "$chargers" | pick 'told.Data[0].Id')"
mode="$(get "/api/chargers/$charger/state" | pick 'told.find(({ StateId }) => StateId === 710).ValueAsString')"
echo "$charger is in mode $mode"
get "/api/userGroups/$ZAPTEC_USER_GROUP/messagingConnectionDetails"
