// Does once with azservicebus what a reader does, and prints one JSON object of what it saw.
//
// Arguments: transport (plain | tls | websocket), port, CA file or -, topic, subscription, key name, key.
package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/messaging/azservicebus"
	"github.com/coder/websocket"
)

func must[T any](value T, err error) T {
	check(err)
	return value
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func main() {
	transport, port, ca, topic, subscription, name, key := os.Args[1], os.Args[2], os.Args[3], os.Args[4], os.Args[5], os.Args[6], os.Args[7]
	clientWith := func(secret string) *azservicebus.Client {
		text := fmt.Sprintf("Endpoint=sb://localhost:%s/;SharedAccessKeyName=%s;SharedAccessKey=%s", port, name, secret)
		options := &azservicebus.ClientOptions{RetryOptions: azservicebus.RetryOptions{MaxRetries: 1, RetryDelay: 50 * time.Millisecond}}
		if transport == "plain" {
			text += ";UseDevelopmentEmulator=true"
		} else {
			roots := x509.NewCertPool()
			roots.AppendCertsFromPEM(must(os.ReadFile(ca)))
			options.TLSConfig = &tls.Config{RootCAs: roots, ServerName: "localhost"}
		}
		if transport == "websocket" {
			// The client names the host alone: where its WebSocket leads is the caller's to say.
			address := fmt.Sprintf("ws://localhost:%s/$servicebus/websocket", port)
			options.NewWebSocketConn = func(ctx context.Context, _ azservicebus.NewWebSocketConnArgs) (net.Conn, error) {
				opened, _, err := websocket.Dial(ctx, address, &websocket.DialOptions{Subprotocols: []string{"amqp"}})
				if err != nil {
					return nil, err
				}
				return websocket.NetConn(context.Background(), opened, websocket.MessageBinary), nil
			}
		}
		return must(azservicebus.NewClientFromConnectionString(text, options))
	}

	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	saw := map[string]any{}
	client := clientWith(key)
	sender := must(client.NewSender(topic, nil))
	batch := must(sender.NewMessageBatch(ctx, nil))
	for n := 0; n < 6; n++ {
		message := &azservicebus.Message{Body: []byte(fmt.Sprintf("m%d", n)), ApplicationProperties: map[string]any{"n": n}}
		check(batch.AddMessage(message, nil))
	}
	check(sender.SendMessageBatch(ctx, batch, nil))
	check(sender.SendMessage(ctx, &azservicebus.Message{Body: []byte("m6")}, nil))

	receiver := must(client.NewReceiverForSubscription(topic, subscription, nil))
	got := take(ctx, receiver, 4)
	first := [][]any{}
	for _, m := range got {
		first = append(first, []any{*m.SequenceNumber, m.DeliveryCount - 1, string(m.Body)})
	}
	saw["first"] = first
	saw["property"] = got[3].ApplicationProperties
	before := *got[0].LockedUntil
	check(receiver.RenewMessageLock(ctx, got[0], nil))
	saw["renewed"] = !got[0].LockedUntil.Before(before)
	check(receiver.CompleteMessage(ctx, got[0], nil))
	check(receiver.AbandonMessage(ctx, got[1], nil))
	reason, description := "unreadable", "not JSON"
	check(receiver.DeadLetterMessage(ctx, got[2], &azservicebus.DeadLetterOptions{Reason: &reason, ErrorDescription: &description}))
	check(receiver.DeferMessage(ctx, got[3], nil))
	from := int64(1)
	peeked := []string{}
	for _, m := range must(receiver.PeekMessages(ctx, 10, &azservicebus.PeekMessagesOptions{FromSequenceNumber: &from})) {
		peeked = append(peeked, string(m.Body))
	}
	saw["peeked"] = peeked
	deferred := must(receiver.ReceiveDeferredMessages(ctx, []int64{*got[3].SequenceNumber}, nil))
	check(receiver.CompleteMessage(ctx, deferred[0], nil))
	rest := [][]any{}
	for _, m := range take(ctx, receiver, 4) {
		rest = append(rest, []any{string(m.Body), m.DeliveryCount - 1})
		check(receiver.CompleteMessage(ctx, m, nil))
	}
	saw["rest"] = rest

	dead := must(client.NewReceiverForSubscription(topic, subscription, &azservicebus.ReceiverOptions{SubQueue: azservicebus.SubQueueDeadLetter}))
	letter := take(ctx, dead, 1)[0]
	saw["dead"] = []any{string(letter.Body), *letter.DeadLetterReason, *letter.DeadLetterErrorDescription}
	check(dead.CompleteMessage(ctx, letter, nil))
	check(client.Close(ctx))

	stranger := must(clientWith("d3Jvbmc=").NewReceiverForSubscription(topic, subscription, nil))
	_, err := stranger.ReceiveMessages(ctx, 1, nil)
	var refusal *azservicebus.Error
	saw["wrongKey"] = fmt.Sprint(err)
	if errors.As(err, &refusal) && refusal.Code == azservicebus.CodeUnauthorizedAccess {
		saw["wrongKey"] = "refused"
	}
	fmt.Println(string(must(json.Marshal(saw))))
}

func take(ctx context.Context, receiver *azservicebus.Receiver, count int) []*azservicebus.ReceivedMessage {
	got := []*azservicebus.ReceivedMessage{}
	for len(got) < count {
		got = append(got, must(receiver.ReceiveMessages(ctx, count-len(got), nil))...)
	}
	return got
}
