package platform_test

import (
	"bytes"
	"net/http"
	"strings"
	"testing"
	"time"

	"earshot/shared/cx"
	"earshot/shared/platform"
)

func TestGuides(t *testing.T) {
	for _, p := range platform.All() {
		g := p.Describe().Guide
		if len(g.Steps) < 3 || len(g.Topics) == 0 || g.Bare == "" {
			t.Errorf("%s: the guide is not whole: %+v", p.Name(), g)
		}
		for _, topic := range g.Topics {
			if p.Name() == cx.Standard {
				continue
			}
			h := http.Header{"X-Shopify-Topic": {topic.Name}, "X-Wc-Webhook-Topic": {topic.Name}}
			if r, _ := p.Decode(h, []byte("{}")); r.Kind == platform.Ignored {
				t.Errorf("%s: the guide wants the topic %s, which is ignored", p.Name(), topic.Name)
			}
			if !strings.Contains(p.Describe().Setup, topic.Label) {
				t.Errorf("%s: %q is in the guide and not in the short setup", p.Name(), topic.Label)
			}
		}
	}
}

func TestNewSecretsSign(t *testing.T) {
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	for _, p := range platform.All() {
		secret, err := platform.NewSecret(p, bytes.NewReader(bytes.Repeat([]byte{251, 7}, 16)))
		if err != nil {
			t.Fatal(err)
		}
		if wrong := platform.CheckSecret(p, secret); wrong != "" {
			t.Errorf("%s: a new secret is refused: %s", p.Name(), wrong)
		}
		h, body := http.Header{}, []byte(`{"id":1}`)
		p.Sign(h, body, secret, now)
		if err := p.Verify(h, body, []string{secret}, now); err != nil {
			t.Errorf("%s: a new secret does not verify: %v", p.Name(), err)
		}
	}
	if _, err := platform.NewSecret(platform.Standard{}, bytes.NewReader(nil)); err == nil {
		t.Error("a secret was made without randomness")
	}
}

func TestCheckSecret(t *testing.T) {
	tests := []struct {
		name   string
		p      platform.Platform
		secret string
		ok     bool
	}{
		{"nothing", platform.Shopify{}, "  ", false},
		{"of Shopify's admin", platform.Shopify{}, strings.Repeat("a1", 32), true},
		{"of a Shopify app", platform.Shopify{}, "shpss_" + strings.Repeat("a1", 16), true},
		{"with the words before it", platform.Shopify{}, "signed with " + strings.Repeat("a1", 32), false},
		{"half of it", platform.Shopify{}, "shpss_a1a1", false},
		{"two lines", platform.WooCommerce{}, "abcdefghijklmnop\nabcdefghijklmnop", false},
		{"WooCommerce's own, with signs", platform.WooCommerce{}, "k(&<Vd~t]3 8sQ!zL?2", true},
		{"a page instead of a secret", platform.WooCommerce{}, strings.Repeat("x", 201), false},
		{"Standard without its mark", platform.Standard{}, "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", false},
		{"Standard", platform.Standard{}, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", true},
		{"Standard, cut", platform.Standard{}, "whsec_MfKQ9r8GKYqrTw", false},
		{"Standard, no base64", platform.Standard{}, "whsec_" + strings.Repeat("!", 40), false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := platform.CheckSecret(tt.p, tt.secret); (got == "") != tt.ok {
				t.Errorf("CheckSecret = %q, want ok %v", got, tt.ok)
			}
		})
	}
}
