package web

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
)

// JSON answers with v. Nothing is written when v cannot be encoded; the error then is the caller's to return.
func JSON(w http.ResponseWriter, status int, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("encode the answer: %w", err)
	}
	write(w, status, "application/json; charset=utf-8", append(body, '\n'))
	return nil
}

// JSONError is the ErrorPage for programs: {"error": the public text, "request_id": ...}.
func JSONError(w http.ResponseWriter, _ *http.Request, f Failure) error {
	return JSON(w, f.Status, map[string]string{"error": f.Text, "request_id": f.RequestID})
}

// Text answers with plain text.
func Text(w http.ResponseWriter, status int, text string) error {
	write(w, status, "text/plain; charset=utf-8", []byte(text))
	return nil
}

// HTML answers with a whole page.
func HTML(w http.ResponseWriter, status int, page []byte) {
	write(w, status, "text/html; charset=utf-8", page)
}

// write sends a whole answer. A failed write means that nobody listens any more, which is nobody's error.
func write(w http.ResponseWriter, status int, contentType string, body []byte) {
	w.Header().Set("Content-Type", contentType)
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_, _ = bytes.NewReader(body).WriteTo(w)
}
