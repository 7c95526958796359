package gateway

import (
	"bytes"
	"cmp"
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/aws/aws-lambda-go/events"
)

// request is e as net/http's server would have handed it over.
func request(ctx context.Context, e events.APIGatewayV2HTTPRequest) (*http.Request, error) {
	body, err := bodyOf(e)
	if err != nil {
		return nil, err
	}
	if e.RawPath != "" && e.RawPath[0] != '/' {
		return nil, errors.New("the path does not begin with a slash")
	}
	header := headerOf(e)
	host, https, err := origin(e.RequestContext.DomainName, header)
	if err != nil {
		return nil, err
	}
	header.Del("Host") // where net/http has it as well: in r.Host alone
	r := &http.Request{
		Method: e.RequestContext.HTTP.Method, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		// Decoded already: parsed once more, a %2E or a '?' in an order id would become another path.
		URL:    &url.URL{Path: cmp.Or(e.RawPath, "/"), RawQuery: e.RawQueryString},
		Header: header, Host: host, RemoteAddr: net.JoinHostPort(e.RequestContext.HTTP.SourceIP, "0"),
		Body: io.NopCloser(bytes.NewReader(body)), ContentLength: int64(len(body)),
	}
	if len(body) == 0 {
		r.Body = http.NoBody
	}
	if https {
		r.TLS = &tls.ConnectionState{HandshakeComplete: true, ServerName: host}
	}
	r.RequestURI = r.URL.RequestURI()
	return r.WithContext(ctx), nil
}

// bodyOf goes by isBase64Encoded alone: API Gateway sends forms in base64, start-api as text.
func bodyOf(e events.APIGatewayV2HTTPRequest) ([]byte, error) {
	if !e.IsBase64Encoded {
		return []byte(e.Body), nil
	}
	body, err := base64.StdEncoding.DecodeString(e.Body)
	if err != nil {
		return nil, fmt.Errorf("decode the body: %w", err)
	}
	return body, nil
}

// headerOf takes each value whole. API Gateway has joined repeated headers with commas and moved the cookies into their
// array; start-api leaves them in the header too, and they must not count twice.
func headerOf(e events.APIGatewayV2HTTPRequest) http.Header {
	header := make(http.Header, len(e.Headers)+1)
	for _, name := range slices.Sorted(maps.Keys(e.Headers)) { // in order, should two names differ in case alone
		header.Add(name, e.Headers[name])
	}
	if len(e.Cookies) > 0 {
		header.Set("Cookie", strings.Join(e.Cookies, "; "))
	}
	return header
}

// origin is the host that API Gateway vouches for, always https. An empty one is refused: without a host,
// http.CrossOriginProtection would take "Origin: null" for our own. start-api says "localhost" whatever it listens on;
// there, and nowhere on AWS, host and scheme come from the headers, so that forms and links work on its port.
func origin(domain string, header http.Header) (host string, https bool, err error) {
	switch domain {
	case "":
		return "", false, errors.New("the event names no domain")
	case "localhost":
		return cmp.Or(header.Get("Host"), domain), header.Get("X-Forwarded-Proto") != "http", nil
	}
	return domain, true, nil
}
