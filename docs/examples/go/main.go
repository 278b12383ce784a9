// Logs in, lists the chargers, reads the state of one, and follows what all of them report.
package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"log"
	"net"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/messaging/azservicebus"
)

var (
	base  = os.Getenv("ZAPTEC_URL") // https://api.zaptec.com, or the emulator
	token = ""
)

// call asks again after a 429, when and only when the cloud says so.
func call(method, path string, form url.Values, into any) {
	for attempt := 1; ; attempt++ {
		request, err := http.NewRequest(method, base+path, strings.NewReader(form.Encode()))
		check(err)
		request.Header.Set("User-Agent", "my-integration/1.0 (you@example.org)")
		request.Header.Set("Authorization", "Bearer "+token)
		if form != nil {
			request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
		answer, err := http.DefaultClient.Do(request)
		check(err)
		if answer.StatusCode == http.StatusTooManyRequests && attempt < 5 {
			answer.Body.Close()
			seconds, err := strconv.Atoi(answer.Header.Get("Retry-After"))
			if err != nil {
				seconds = 1
			}
			log.Printf("429: asking again in %d s", seconds)
			time.Sleep(time.Duration(seconds) * time.Second)
			continue
		}
		if answer.StatusCode != http.StatusOK {
			log.Fatalf("%s answered %s", path, answer.Status)
		}
		check(json.NewDecoder(answer.Body).Decode(into))
		answer.Body.Close()
		return
	}
}

type connectionDetails struct {
	Host, Username, Password, Topic, Subscription string
	Port                                          int
	UseSSL                                        bool
}

func open(details connectionDetails) *azservicebus.Client {
	host, port, err := net.SplitHostPort(details.Host)
	if err != nil { // a bare name, as the real cloud has it
		host, port = details.Host, strconv.Itoa(details.Port)
	}
	text := fmt.Sprintf("Endpoint=sb://%s:%s/;SharedAccessKeyName=%s;SharedAccessKey=%s",
		host, port, details.Username, details.Password)
	options := &azservicebus.ClientOptions{}
	if !details.UseSSL { // without TLS, which the real cloud never asks for
		text += ";UseDevelopmentEmulator=true"
	} else if ca := os.Getenv("CA_FILE"); ca != "" { // the emulator's
		pem, err := os.ReadFile(ca)
		check(err)
		roots := x509.NewCertPool()
		roots.AppendCertsFromPEM(pem)
		options.TLSConfig = &tls.Config{RootCAs: roots, ServerName: host}
	}
	client, err := azservicebus.NewClientFromConnectionString(text, options)
	check(err)
	return client
}

// decode takes the JSON out of the .NET binary XML string around it: an element, its namespace, a text behind its length.
func decode(body []byte) []byte {
	at := 2 + int(body[1])                // past the element's name
	at += 2 + int(body[at+1])             // past its namespace
	width := 1 << ((body[at] - 0x98) / 2) // the length takes 1, 2 or 4 bytes behind 98, 9A, 9C (or the odd ones)
	start, length := at+1+width, 0
	for place := start - 1; place > at; place-- {
		length = length<<8 | int(body[place])
	}
	return body[start : start+length]
}

func main() {
	var login struct {
		Token string `json:"access_token"`
	}
	call("POST", "/oauth/token", url.Values{
		"grant_type": {"password"},
		"username":   {os.Getenv("ZAPTEC_USERNAME")},
		"password":   {os.Getenv("ZAPTEC_PASSWORD")},
	}, &login)
	token = login.Token

	var chargers struct{ Data []struct{ Id, Name string } }
	call("GET", "/api/chargers", nil, &chargers)
	fmt.Printf("%d chargers\n", len(chargers.Data))
	var state []struct {
		StateId       int
		ValueAsString string
	}
	call("GET", "/api/chargers/"+chargers.Data[0].Id+"/state", nil, &state)
	for _, item := range state {
		if item.StateId == 710 {
			fmt.Printf("%s is in mode %s\n", chargers.Data[0].Name, item.ValueAsString)
		}
	}

	var details connectionDetails
	call("GET", "/api/userGroups/"+os.Getenv("ZAPTEC_USER_GROUP")+"/messagingConnectionDetails", nil, &details)
	receiver, err := open(details).NewReceiverForSubscription(details.Topic, details.Subscription, nil)
	check(err)
	fmt.Println("following")
	ctx := context.Background()
	for {
		messages, err := receiver.ReceiveMessages(ctx, 100, nil)
		check(err)
		for _, message := range messages {
			fmt.Printf("%s\n", decode(message.Body))
			check(receiver.CompleteMessage(ctx, message, nil))
		}
	}
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
