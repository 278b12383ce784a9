"""Does once with azure-servicebus what a reader does, and prints one JSON object of what it saw.

argv: transport (plain | tls | websocket), port, CA file or -, topic, subscription, key name, key.
"""

import json
import sys

from azure.servicebus import ServiceBusClient, ServiceBusMessage, ServiceBusSubQueue, TransportType
from azure.servicebus.exceptions import ServiceBusAuthenticationError, ServiceBusConnectionError

transport, port, ca, topic, subscription, name, key = sys.argv[1:]


def client_with(secret):
    start = f"Endpoint=sb://localhost:{port}/;SharedAccessKeyName={name};SharedAccessKey={secret}"
    options = {"retry_total": 1, "retry_backoff_factor": 0.05}
    if transport == "plain":
        return ServiceBusClient.from_connection_string(start + ";UseDevelopmentEmulator=true", **options)
    # With TLS this client drops the port of the endpoint (5671 and 443 are taken); the custom address keeps it.
    kind = TransportType.AmqpOverWebsocket if transport == "websocket" else TransportType.Amqp
    return ServiceBusClient.from_connection_string(
        start, transport_type=kind, custom_endpoint_address=f"sb://localhost:{port}", connection_verify=ca, **options
    )


def text(message):
    return b"".join(message.body).decode()


saw = {}
with client_with(key) as client:
    with client.get_topic_sender(topic) as sender:
        batch = sender.create_message_batch()
        for n in range(6):
            batch.add_message(ServiceBusMessage(f"m{n}", application_properties={"n": n}))
        sender.send_messages(batch)
        sender.send_messages(ServiceBusMessage("m6"))
    with client.get_subscription_receiver(topic, subscription) as receiver:
        got = []
        while len(got) < 4:
            got += receiver.receive_messages(4 - len(got), max_wait_time=10)
        saw["first"] = [[m.sequence_number, m.delivery_count, text(m)] for m in got]
        saw["property"] = {k.decode(): v for k, v in got[3].application_properties.items()}
        before = got[0].locked_until_utc
        saw["renewed"] = receiver.renew_message_lock(got[0]) >= before
        receiver.complete_message(got[0])
        receiver.abandon_message(got[1])
        receiver.dead_letter_message(got[2], reason="unreadable", error_description="not JSON")
        receiver.defer_message(got[3])
        saw["peeked"] = [text(m) for m in receiver.peek_messages(10, sequence_number=1)]
        [deferred] = receiver.receive_deferred_messages([got[3].sequence_number])
        receiver.complete_message(deferred)
        rest = []
        for message in receiver:
            rest.append([text(message), message.delivery_count])
            receiver.complete_message(message)
            if len(rest) == 4:
                break
        saw["rest"] = rest
    with client.get_subscription_receiver(topic, subscription, sub_queue=ServiceBusSubQueue.DEAD_LETTER) as dead:
        [letter] = dead.receive_messages(1, max_wait_time=10)
        saw["dead"] = [text(letter), letter.dead_letter_reason, letter.dead_letter_error_description]
        dead.complete_message(letter)
try:
    with client_with("d3Jvbmc=") as client, client.get_subscription_receiver(topic, subscription) as receiver:
        receiver.receive_messages(1, max_wait_time=1)
        saw["wrongKey"] = "let in"
# With a custom address or CA this client calls a refused token a failed connection.
except (ServiceBusAuthenticationError, ServiceBusConnectionError):
    saw["wrongKey"] = "refused"
print(json.dumps(saw))
