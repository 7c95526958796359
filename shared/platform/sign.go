package platform

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"slices"
)

// mac is HMAC-SHA256 over the parts, one after the other.
func mac(key []byte, parts ...[]byte) []byte {
	m := hmac.New(sha256.New, key)
	for _, p := range parts {
		m.Write(p)
	}
	return m.Sum(nil)
}

func macBase64(key []byte, parts ...[]byte) string {
	return base64.StdEncoding.EncodeToString(mac(key, parts...))
}

// matches compares signatures in base64 with those that the keys make, in constant time. Empty keys open nothing.
func matches(signatures []string, keys [][]byte, parts ...[]byte) error {
	keys = slices.DeleteFunc(keys, func(k []byte) bool { return len(k) == 0 })
	if len(keys) == 0 {
		return ErrNoSecret
	}
	if len(signatures) == 0 {
		return ErrUnsigned
	}
	for _, key := range keys {
		want := mac(key, parts...)
		for _, s := range signatures {
			if got, err := base64.StdEncoding.DecodeString(s); err == nil && hmac.Equal(got, want) {
				return nil
			}
		}
	}
	return ErrMismatch
}

// verbatim are the secrets whose text is the key.
func verbatim(secrets []string) [][]byte {
	keys := make([][]byte, len(secrets))
	for i, s := range secrets {
		keys[i] = []byte(s)
	}
	return keys
}
