package gateway

import (
	"bytes"
	"encoding/base64"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/aws/aws-lambda-go/events"
)

// recorder keeps an answer until it is whole. Like net/http's own writer it fixes status and headers at the first byte.
type recorder struct {
	header http.Header // what the handler may still change
	sent   http.Header // what counts, once the answer has begun
	status int
	body   bytes.Buffer
}

func newRecorder() *recorder { return &recorder{header: http.Header{}} }

func (w *recorder) Header() http.Header { return w.header }

func (w *recorder) WriteHeader(status int) {
	if w.sent == nil && status >= 200 { // informational answers cannot be sent from here
		w.status, w.sent = status, w.header.Clone()
	}
}

func (w *recorder) Write(p []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	return w.body.Write(p)
}

// response is the answer to a request of method. Cookies leave through their own list, because HTTP APIs ignore
// multi-value headers and a joined Set-Cookie is broken. What is compressed or not UTF-8 goes in base64.
func (w *recorder) response(method string) events.APIGatewayV2HTTPResponse {
	w.WriteHeader(http.StatusOK)
	body := w.body.Bytes()
	if method == http.MethodHead || w.status == http.StatusNoContent || w.status == http.StatusNotModified {
		body = nil
	}
	if len(body) > 0 && w.sent.Get("Content-Type") == "" { // API Gateway would say JSON
		w.sent.Set("Content-Type", http.DetectContentType(body))
	}
	response := events.APIGatewayV2HTTPResponse{StatusCode: w.status, Cookies: w.sent["Set-Cookie"], Headers: joined(w.sent)}
	if binary(w.sent, body) {
		response.Body, response.IsBase64Encoded = base64.StdEncoding.EncodeToString(body), true
	} else {
		response.Body = string(body)
	}
	return response
}

func joined(h http.Header) map[string]string {
	headers := make(map[string]string, len(h))
	for name, values := range h {
		if name != "Set-Cookie" && len(values) > 0 {
			headers[name] = strings.Join(values, ", ")
		}
	}
	return headers
}

func binary(h http.Header, body []byte) bool {
	encoding := h.Get("Content-Encoding")
	return len(body) > 0 && (encoding != "" && encoding != "identity" || !utf8.Valid(body))
}
