"""Logs in, lists the chargers, reads the state of one, and follows what all of them report."""

import json
import os
import sys
import time

import requests
from azure.servicebus import ServiceBusClient, TransportType

base = os.environ.get("ZAPTEC_URL", "https://api.zaptec.com")  # the only line that knows of the emulator
session = requests.Session()
session.headers["User-Agent"] = "my-integration/1.0 (you@example.org)"


def call(method, path, **options):
    """Asks again after a 429, when and only when the cloud says so."""
    for attempt in range(1, 6):
        answer = session.request(method, base + path, timeout=30, **options)
        if answer.status_code != 429 or attempt == 5:
            answer.raise_for_status()
            return answer.json()
        seconds = float(answer.headers.get("Retry-After", 1))
        print(f"429: asking again in {seconds:g} s", file=sys.stderr, flush=True)
        time.sleep(seconds)


login = {
    "grant_type": "password",
    "username": os.environ["ZAPTEC_USERNAME"],
    "password": os.environ["ZAPTEC_PASSWORD"],
}
token = call("POST", "/oauth/token", data=login)["access_token"]
session.headers["Authorization"] = f"Bearer {token}"

chargers = call("GET", "/api/chargers")["Data"]
print(f"{len(chargers)} chargers")
state = call("GET", f"/api/chargers/{chargers[0]['Id']}/state")
mode = next(item["ValueAsString"] for item in state if item["StateId"] == 710)
print(f"{chargers[0]['Name']} is in mode {mode}")

details = call("GET", f"/api/userGroups/{os.environ['ZAPTEC_USER_GROUP']}/messagingConnectionDetails")
host, _, port = details["Host"].partition(":")
address = f"sb://{host}:{port or details['Port']}"
secret = f"Endpoint={address}/;SharedAccessKeyName={details['Username']};SharedAccessKey={details['Password']}"
if details["UseSSL"]:
    # The custom address keeps the port, which this client drops otherwise; CA_FILE is the emulator's.
    tls = {"custom_endpoint_address": address, "connection_verify": os.environ.get("CA_FILE")}
    client = ServiceBusClient.from_connection_string(secret, transport_type=TransportType.Amqp, **tls)
else:  # without TLS, which the real cloud never asks for
    client = ServiceBusClient.from_connection_string(secret + ";UseDevelopmentEmulator=true")


def decode(message):
    """The body is a .NET binary XML string around JSON: an element, its namespace, and a text behind its length."""
    body = b"".join(message.body)
    at = 2 + body[1]  # past the element's name
    at += 2 + body[at + 1]  # past its namespace
    width = 1 << ((body[at] - 0x98) >> 1)  # the length takes 1, 2 or 4 bytes behind 98, 9A, 9C (or the odd ones)
    start = at + 1 + width
    return json.loads(body[start : start + int.from_bytes(body[at + 1 : start], "little")])


with client, client.get_subscription_receiver(details["Topic"], details["Subscription"]) as receiver:
    print("following", flush=True)
    for message in receiver:
        print(json.dumps(decode(message), separators=(",", ":")), flush=True)
        receiver.complete_message(message)
