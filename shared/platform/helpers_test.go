package platform_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
)

// signature is HMAC-SHA256 in base64, without the code under test.
func signature(key, body string) string {
	m := hmac.New(sha256.New, []byte(key))
	m.Write([]byte(body))
	return base64.StdEncoding.EncodeToString(m.Sum(nil))
}
