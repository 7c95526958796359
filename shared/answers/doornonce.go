package answers

import (
	"encoding/base64"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"earshot/shared/cx"
)

// doorNonceLife is how long the door's form may lie open in a browser.
const doorNonceLife = 7 * 24 * time.Hour

// doorNonce proves later that the form is ours and when it was made; its random part makes it one visitor's alone, so
// that what is sent with it twice is one note.
func (s *server) doorNonce(shop cx.ShopID) (string, error) {
	var b [9]byte
	if _, err := io.ReadFull(s.Random, b[:]); err != nil {
		return "", fmt.Errorf("make a nonce: %w", err)
	}
	at, random := strconv.FormatInt(s.Now().UnixMilli(), 36), base64.RawURLEncoding.EncodeToString(b[:])
	return strings.Join([]string{at, random, s.Facts.Seal("open door", string(shop), at, random)}, "."), nil
}

// goodDoorNonce tells that the nonce is ours, of this shop, and neither too young for a person nor too old.
func (s *server) goodDoorNonce(nonce string, shop cx.ShopID) bool {
	part := strings.Split(nonce, ".")
	if len(part) != 3 || !s.Facts.Sealed(part[2], "open door", string(shop), part[0], part[1]) {
		return false
	}
	ms, err := strconv.ParseInt(part[0], 36, 64)
	age := s.Now().Sub(time.UnixMilli(ms))
	return err == nil && age >= cx.NonceMinAge && age <= doorNonceLife
}
